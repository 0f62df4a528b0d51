"""7.3 See the feed: what a post does to its reader, and the complaints that a follower comes across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kernels.codes import (
    COMMUNITY,
    INFORMATION,
    INVITATION,
    PROMOTION,
    SHARED_POST,
    UNANSWERED,
)
from sim.randomness import Purpose
from tests.reference.arithmetic import shift
from tests.reference.community import answer_invitation
from tests.reference.complaint import Complaint
from tests.reference.observers import impression
from tests.reference.page import Page, Post
from tests.reference.personal import promotion_in_person
from tests.reference.words import Word

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer

FRIENDLY = 0.5
"""Trust from which a comment is a kind one."""


def read_post(consumer: Consumer, post: Post) -> None:
    """What seeing a post does, by its kind; then it tires, and the reader likes, shares or comments."""
    page, tie, rules = post.page, consumer.tie[post.page.retailer], consumer.rules.attention
    page.today["reach"] += 1
    fresh = 1.0 - tie.fatigue
    weariness = rules.fatigue_step
    if post.kind == PROMOTION:
        weariness = _read_promotion(consumer, post, fresh)
    elif post.kind == INFORMATION:
        tie.expectation += rules.information_rate * (page.retailer.truth() - tie.expectation)
    elif post.kind == COMMUNITY:
        tie.commitment += page.community_gain() * fresh * (1.0 - tie.commitment)
        page.today["community_seen"] += 1
    elif post.kind == INVITATION:
        answer_invitation(consumer, page)
    tie.fatigue += weariness * (1.0 - tie.fatigue)
    _react(consumer, post, fresh)


def perhaps_unfollow(consumer: Consumer, page: Page) -> None:
    """Who has seen posts of an account today may have had enough of it, by how tired they have left one."""
    number = page.retailer.number * 8 + page.platform.number
    draw = consumer.luck.today(Purpose.UNFOLLOW, consumer.number, number)
    if draw.first < page.unfollow_prob() * consumer.tie[page.retailer].fatigue:
        consumer.unfollow(page)


def _read_promotion(consumer: Consumer, post: Post, fresh: float) -> float:
    """A promotion pulls, its claim is believed as far as the retailer is trusted, and some who left come back.

    Returns the weariness that it brings.
    """
    retailer, rules = post.page.retailer, consumer.rules
    tie = consumer.tie[retailer]
    pull, weariness = promotion_in_person(consumer, post, retailer.promotion_pull(), rules.attention.fatigue_step)
    tie.appeal += pull * fresh * (1.0 - tie.appeal)
    claim = rules.promises.belief * retailer.firm.posts.exaggeration
    tie.expectation += claim * tie.trust * (1.0 - tie.expectation)
    draw = consumer.luck.today(Purpose.RETURN, consumer.number, post.number)
    if tie.has_left and draw.first < rules.relationship.return_prob:
        tie.has_left = False
    return weariness


def _react(consumer: Consumer, post: Post, fresh: float) -> None:
    """Like the post; and share it, or else comment on it."""
    page = post.page
    draw = consumer.luck.today(Purpose.REACT_TO_POST, consumer.number, post.number)
    if draw.first < page.like_prob() * fresh:
        page.today["likes"] += 1
    share_prob = page.platform.rules.share_prob
    if draw.second < share_prob * fresh:
        page.today["shares"] += 1
        if not consumer.has_shared_today:  # friends see the first
            consumer.has_shared_today = True
            consumer.model.say(Word(consumer, page.retailer, page.platform, SHARED_POST, post_kind=post.kind))
    elif draw.second < (share_prob + page.comment_prob()) * fresh:
        page.today["comments"] += 1
        if consumer.tie[page.retailer].trust >= FRIENDLY:
            page.today["friendly_comments"] += 1


def visit_page(consumer: Consumer, page: Page) -> None:
    """Look at the page and read one of its complaints; or see one that an open reply of yesterday has shown."""
    on_the_wall, aired = page.on_the_wall, page.aired
    thousands, rules = consumer.model.thousands, page.platform.rules
    looks = consumer.attention(page.platform)
    sees_wall = rules.page_visit_prob * (1.0 - 0.5 ** (len(on_the_wall) / thousands)) * looks
    sees_aired = (1.0 - (1.0 - rules.reply_publicity) ** (len(aired) / thousands)) * looks
    draw = consumer.luck.today(Purpose.VISIT_PAGE, consumer.number, page.retailer.number * 8 + page.platform.number)
    if on_the_wall and draw.first < sees_wall:
        _read_complaint(consumer, page, on_the_wall[int(draw.second * len(on_the_wall))])
    elif aired and 1.0 - draw.first <= sees_aired:
        _read_complaint(consumer, page, aired[int(draw.second * len(aired))])


def _read_complaint(consumer: Consumer, page: Page, complaint: Complaint) -> None:
    """A complaint read on the page, as it stood in the evening, in the colours of the page's tone."""
    tie = consumer.tie[page.retailer]
    page.today["complaints_seen"] += 1
    if complaint.answer == UNANSWERED:
        page.today["unanswered_seen"] += 1
    human = page.retailer.humanness_of_replies()
    points = impression(consumer.rules.observers, complaint.answer, complaint.weight(), human)
    points *= page.colour_of_good() if points > 0.0 else page.colour_of_harm()
    tie.trust = shift(tie.trust, points)
    tie.expectation = shift(tie.expectation, points)
