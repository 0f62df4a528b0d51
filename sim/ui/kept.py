"""Answers that are kept for those who ask the same again, up to so many bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from sim.experiment.worker import Answer


class KeptAnswers:
    """Answers by key; those that were asked for longest ago make room. Not safe among threads by itself.

    Parameters
    ----------
    most
        Bytes that are kept at most, counted as the answers came over the pipe.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self.size = 0
        """Bytes that are kept."""

    def get(self, key: Hashable) -> Answer | None:
        """The answer with this key, or None when it is not kept."""
        held = self._held.get(key)
        if held is None:
            return None
        self._held.move_to_end(key)
        return held[0]

    def put(self, key: Hashable, answer: Answer, size: int) -> None:
        """Keep an answer of so many bytes, unless it is larger than all that may be kept."""
        if key in self._held or size > self._most:
            return
        self._held[key] = answer, size
        self.size += size
        while self.size > self._most:
            _, (_, freed) = self._held.popitem(last=False)
            self.size -= freed
