"""What the coefficients for free passages and session times mean."""

from __future__ import annotations

from annotator.analysis.agreement.meaning import named

_KRIPPENDORFF_2016 = "Krippendorff, Mathet, Bouvry & Widlöcher (2016), Qual. Quant. 50:2347-2364"
_MATHET_2015 = "Mathet, Widlöcher & Métivier (2015), Comput. Linguist. 41:437-479"
_MATHET_2017 = "Mathet (2017), Comput. Linguist. 43:661-681"
_HRIPCSAK = "Hripcsak & Rothschild (2005), J. Am. Med. Inform. Assoc. 12:296-298"

OF_PASSAGES = named(
    (
        "u_alpha",
        "u-alpha",
        "Did they mark the same text with the same code?",
        "Agreement beyond chance on where passages begin and end and on what they are called, "
        "with the text that nobody marked counted too. A low value is a matter of the ends, of "
        "the codes or of both, which |u-alpha and cu-alpha tell apart.",
        _KRIPPENDORFF_2016,
    ),
    (
        "bar_u_alpha",
        "|u-alpha",
        "Did they mark the same text?",
        "Agreement beyond chance on which text is marked at all, whatever the code; for one code, "
        "on which text has that code. A low value means that coders see moments in different "
        "places or end them differently.",
        _KRIPPENDORFF_2016,
    ),
    (
        "cu_alpha",
        "cu-alpha",
        "Where both marked, did they give the same code?",
        "Agreement beyond chance on the codes of text that two coders marked; all other text is "
        "left out. Read it with its coverage, for it says nothing of what only one of them marked.",
        _KRIPPENDORFF_2016,
    ),
    (
        "ku_alpha",
        "(k)u-alpha",
        "Which code is the problem?",
        "Of the text that one coder gave this code and another marked at all, how far they agree "
        "on the code beyond chance. A low value means that the code is taken for others, and its "
        "coverage says on how much of the code's text the value rests.",
        _KRIPPENDORFF_2016,
    ),
    (
        "alpha_u_2004",
        "alpha-U (2004)",
        "What do older reports and INCEpTION print?",
        "The earlier unitizing alpha, which compares lengths and offsets of passages by their "
        "squared differences, code by code. It is here for comparison with earlier work, as its "
        "author replaced it by u-alpha and its values differ from those.",
        "Krippendorff (1995), Sociol. Methodol. 25:47-76; (2004), Content analysis, 2nd ed.",
    ),
    (
        "char_percent_agreement",
        "percent of characters",
        "On what share of the text do two coders agree?",
        "The share of characters that both coders put under a code or both left out. With a rare "
        "code it is high whatever they do, because most of the text has no code for either.",
        "NVivo help, Coding comparison query",
    ),
    (
        "char_kappa",
        "κ on characters",
        "Do two coders agree on the text of a code, beyond chance?",
        "Cohen's kappa of coded or not coded with each character as a unit, code by code. It "
        "treats neighbouring characters as if they were coded one by one, so that long passages "
        "weigh most.",
        "Cohen (1960), Educ. Psychol. Meas. 20:37-46; NVivo help, Coding comparison query",
    ),
    (
        "span_precision",
        "precision",
        "Of the second coder's passages, how many has the first?",
        "The share of the second coder's passages that match one of the first coder's with the "
        "same code and enough text in common. It does not correct for chance, and low precision "
        "beside high recall means that the second marks more.",
        _HRIPCSAK,
    ),
    (
        "span_recall",
        "recall",
        "Of the first coder's passages, how many has the second?",
        "The share of the first coder's passages that match one of the second coder's with the "
        "same code and enough text in common. It does not correct for chance, and low recall "
        "beside high precision means that the second marks less.",
        _HRIPCSAK,
    ),
    (
        "span_f1",
        "F1",
        "How many passages do two coders have in common?",
        "The harmonic mean of precision and recall, the same whoever comes first: twice the "
        "matched passages by all passages of both. It counts passages and not text, does not "
        "correct for chance, and depends on how much two passages must share to match.",
        _HRIPCSAK,
    ),
    (
        "boundary_similarity",
        "boundary similarity",
        "Do two coders set the same ends?",
        "The share of the places where a passage begins or ends that two coders have in common, "
        "with near misses of one position counted half. It looks at places only, neither at codes "
        "nor at chance, and 1 means that every boundary is shared.",
        "Fournier (2013), Proc. ACL 2013:1702-1712",
    ),
    (
        "gamma",
        "γ",
        "Do passages agree in place and code, where they may overlap?",
        "Agreement beyond chance of passages that are first aligned with each other as well as "
        "can be, by place and code together. It allows codes of one coder to overlap, and its "
        "chance comes from random samples, so that the seed belongs to the value.",
        _MATHET_2015,
    ),
    (
        "gamma_cat",
        "γ-cat",
        "Do the codes of aligned passages agree, lone ones counted as differing?",
        "Agreement beyond chance on the codes of the passages that the best alignment put "
        "together, near ones weighing more than far ones, where a passage that stands beside none "
        "counts in full as one whose codes differ. Unlike cu-alpha it allows overlapping codes "
        "and falls with passages that only one coder marked.",
        _MATHET_2017,
    ),
    (
        "gamma_k",
        "γ-k",
        "Which code is the problem, where codes may overlap?",
        "γ-cat for one code: of the passages with this code, how far those aligned with them have "
        "it too, beyond chance, where one that stands beside none counts in full against it. A low "
        "value means that the code is taken for others or marked by one coder only.",
        _MATHET_2017,
    ),
    (
        "session_time_agreement",
        "agreement on session time",
        "Did they mark the same events on the session's clock?",
        "Twice the moments of equal code that two coders placed within the tolerance of each "
        "other on the session's clock in one transcript, by all moments of both that have a "
        "session time. It finds agreement on one event in different words, and does not correct "
        "for chance.",
        "the harmonic mean of " + _HRIPCSAK + ", on times in place of passages",
    ),
)
