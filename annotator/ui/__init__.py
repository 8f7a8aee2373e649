"""The window. It knows the app and paints the view; it never touches a file or a database."""
