from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.address import LOCAL_HOSTS, Address, is_address
from annotator.domain.errors import UserError

names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1)
hosts = st.sampled_from(["", "localhost", "db.lab.example", "10.0.0.7", "::1"])


@given(login=names, host=hosts, port=st.integers(0, 65535), database=names)
def test_an_address_is_read_as_it_is_written(login: str, host: str, port: int, database: str):
    port = port if host else 0
    address = Address(login=login, host=host, port=port, database=database)
    assert is_address(str(address))
    assert Address.of(str(address)) == address
    assert address.is_local == (host in LOCAL_HOSTS)


@given(login=names)
def test_no_address_takes_a_password(login: str):
    text = str(Address(login=login, host="h", port=0, database="d"))
    with pytest.raises(UserError, match="holds a password") as refused:
        Address.of(text.replace("@", ":word%21@"))
    assert "word%21" not in refused.value.sentence


@pytest.mark.parametrize(
    "text", ["postgresql+psycopg:/h/d", "postgresql+psycopg://h/a/b", "postgres://h/d", "//h/d"]
)
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(UserError):
        Address.of(text)


def test_a_socket_is_local_and_another_host_in_an_option_is_not():
    assert Address.of("postgresql+psycopg:///d?host=/run/postgresql").is_local
    assert not Address.of("postgresql+psycopg:///d?host=db.lab.example").is_local
