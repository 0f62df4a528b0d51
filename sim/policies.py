"""Reply policies: what staff do with a complaint, given what they know of it.

A policy decides from the message alone: where it came from, whether it stands in public, whether it
holds private data, and whether the matter concerns many.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from sim.kernels import codes
from sim.scenario.firms import Reply


class Action(IntEnum):
    """What staff do with a complaint."""

    NO_REPLY = codes.NO_REPLY
    OPEN = codes.OPEN
    PRIVATE = codes.PRIVATE
    OPEN_THEN_PRIVATE = codes.OPEN_THEN_PRIVATE


@dataclass(frozen=True)
class Message:
    """What staff can see of a complaint before they answer."""

    platform: str
    sensitive: bool
    concerns_many: bool


class ReplyPolicy(Protocol):
    """A rule that maps a public complaint to an action."""

    def __call__(self, message: Message) -> Action:
        """What to do with this message."""
        ...


def answer_openly(message: Message) -> Action:
    """Always in the open."""
    return Action.OPEN


def answer_privately(message: Message) -> Action:
    """Always by private message."""
    return Action.PRIVATE


def paper_rule(message: Message) -> Action:
    """In private, unless the public should know (seed paper): private data stays private in any case."""
    if message.concerns_many and not message.sensitive:
        return Action.OPEN
    return Action.PRIVATE


def public_then_private(message: Message) -> Action:
    """An open pointer that help is on its way, and the matter itself by private message."""
    return Action.OPEN_THEN_PRIVATE


def never_answer(message: Message) -> Action:
    """The accounts stay silent; phone and counter still answer."""
    return Action.NO_REPLY


PLAIN_POLICIES: dict[str, ReplyPolicy] = {
    "open": answer_openly,
    "private": answer_privately,
    "paper_rule": paper_rule,
    "public_then_private": public_then_private,
    "none": never_answer,
}


def reply_policy(reply: Reply) -> ReplyPolicy:
    """The policy that a scenario names."""
    if reply.policy != "by_platform":
        return PLAIN_POLICIES[reply.policy]

    def by_platform(message: Message) -> Action:
        return PLAIN_POLICIES[reply.by_platform.get(message.platform, "private")](message)

    return by_platform
