"""The short form of what a coder learns of the others by SQL of their own: nothing."""

from __future__ import annotations

import pytest

from tests.reliability.server_probes import (
    PROBES,
    TELLS_BY_TIME,
    TIMED_SHORTLY,
    chance,
    code_as_ane,
    differences,
    own_moment,
    slower_shares,
    telling,
)


@pytest.fixture(scope="module")
def ids(hosted):
    """Those of what Ane has done."""
    return code_as_ane(hosted, 8)


def test_nothing_that_a_coder_can_ask_is_answered_otherwise_after_another_has_worked(hosted):
    assert differences(hosted) == set()


def test_where_no_superuser_made_it_the_counters_tell_and_the_check_says_so(hosted_open):
    told_otherwise = differences(hosted_open)
    assert any("tuples_inserted" in name for name in told_otherwise)
    assert any("size(" in name for name in told_otherwise)
    assert any("pg_logical_emit_message" in name for name in told_otherwise)
    assert any("pg_db_role_setting after" in name for name in told_otherwise)
    with hosted_open.open(hosted_open.pi) as pi:
        [finding] = pi.check()
    assert "counters are open" in finding


@pytest.mark.parametrize("probe", PROBES)
def test_no_refusal_tells_whether_another_has_a_record(hosted, ids, probe):
    assert telling(hosted, ids, [probe]) == set()


def test_the_same_probes_tell_a_coder_of_the_own_records(hosted):
    """The control: what the probes would tell, where there was anything to be told."""
    told = telling(hosted, [own_moment(hosted)])
    assert told >= {"a moment of that id", "its codes", "its change", "its deletion", "its lock"}


def test_no_time_tells_whether_another_has_a_record(hosted, ids):
    shares = slower_shares(hosted, ids, 200, TIMED_SHORTLY)
    assert {probe for probe, share in shares.items() if abs(share - 0.5) >= chance(200)} == set()


def test_the_clock_tells_a_coder_of_the_own_records(hosted):
    """The control: pairs of so few tell a difference where there is one."""
    shares = slower_shares(hosted, [own_moment(hosted)], 200, [TELLS_BY_TIME])
    assert shares[TELLS_BY_TIME] - 0.5 >= chance(200)
