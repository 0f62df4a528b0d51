"""Who gets in: a room of so many seats, as its visitors come, reload, break off and go."""

import pytest

from sim.ui.serving.room import ABSENT_SECONDS, EXPECT_SECONDS, Entry, Room


class Clock:
    """Seconds, as a test wants them to pass."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def room(clock):
    """Two seats."""
    return Room(2, clock)


def come(room, who):
    """Ask for the page, and connect it; True when both were let in."""
    return room.expect(who) and room.enter(f"kernel of {who}", who).admitted


def test_so_many_get_in_and_no_more(room):
    assert come(room, "a")
    assert come(room, "b")
    assert not room.expect("c")
    assert not room.enter("kernel of c", "c").admitted
    assert room.kernels == 2


def test_a_page_that_was_sent_has_its_seat_kept(room):
    assert room.expect("a")
    assert room.expect("b")
    assert not room.expect("c")
    assert not room.enter("kernel of c", "c").admitted
    assert room.enter("kernel of a", "a").admitted


def test_no_seat_is_kept_for_who_only_asks(room):
    assert come(room, "a")
    assert all(room.expect(who, keep=False) for who in "bcd")
    assert come(room, "e")
    assert not room.expect("f", keep=False)


def test_a_seat_is_not_kept_for_ever(room, clock):
    assert room.expect("a")
    assert room.expect("b")
    clock.now += EXPECT_SECONDS
    assert come(room, "c")
    assert come(room, "d")
    assert not room.enter("kernel of a", "a").admitted


def test_who_closes_the_page_makes_room_at_once(room):
    assert come(room, "a")
    assert come(room, "b")
    room.gone("kernel of a")
    room.leave("kernel of a")
    assert come(room, "c")


def test_who_reloads_in_a_full_room_keeps_his_place(room):
    assert come(room, "a")
    assert come(room, "b")
    assert room.expect("a"), "the new page is asked for while the old one is there"
    room.gone("kernel of a")
    assert not room.expect("c"), "and the seat that the old one leaves is his"
    assert room.enter("kernel of a, again", "a") == Entry(True)


def test_a_second_page_of_the_same_browser_in_a_full_room_takes_the_seat_of_the_first(room):
    assert come(room, "a")
    assert come(room, "b")
    assert room.expect("a")
    assert room.enter("second", "a") == Entry(True, ("kernel of a",))
    assert room.kernels == 2
    room.leave("kernel of a")
    room.gone("kernel of a")
    assert room.kernels == 2


def test_a_second_page_in_a_room_with_space_has_a_seat_of_its_own(room):
    assert come(room, "a")
    assert room.expect("a")
    assert room.enter("second", "a") == Entry(True)
    assert not room.expect("b")


def test_a_connection_that_broke_counts_for_a_while_and_then_gives_way(room, clock):
    assert come(room, "a")
    assert come(room, "b")
    room.leave("kernel of a")
    assert not room.expect("c")
    clock.now += ABSENT_SECONDS
    assert room.expect("c")
    assert room.enter("kernel of c", "c") == Entry(True, ("kernel of a",))


def test_who_comes_back_to_his_kernel_is_let_in_even_late(room, clock):
    assert come(room, "a")
    assert come(room, "b")
    room.leave("kernel of a")
    clock.now += 10 * ABSENT_SECONDS
    assert room.enter("kernel of a", "a") == Entry(True)
    assert not room.expect("c")


def test_those_who_were_absent_longest_give_way_first_and_only_when_the_seat_is_needed(clock):
    room = Room(3, clock)
    for who in "abc":
        assert come(room, who)
    for who in "ba":
        room.leave(f"kernel of {who}")
        clock.now += 1
    clock.now += ABSENT_SECONDS
    assert room.kernels == 3
    assert room.expect("d")
    assert room.enter("kernel of d", "d") == Entry(True, ("kernel of b",))


def test_a_kernel_of_another_session_is_nobody_elses(room):
    assert come(room, "a")
    assert not room.enter("kernel of a", "thief").admitted


def test_two_connections_to_one_kernel_are_one_seat_until_both_have_ended(room, clock):
    assert come(room, "a")
    assert room.enter("kernel of a", "a").admitted
    room.leave("kernel of a")
    clock.now += ABSENT_SECONDS
    assert come(room, "b")
    assert not room.expect("c")
