"""Which difference is told, and how far: the one whose chain goes furthest, among the first that were tried."""

from __future__ import annotations

from sim.experiment.explain.acts import Act
from sim.experiment.explain.following import MESSAGES, Consequences, Node
from sim.experiment.explain.watching import Reach

FAR = {"purchase": 1, "question": 1, "word": 2, "complaint": 3, "exit": 4}
"""How much the end of a chain tells."""
FAR_ENOUGH = 5
"""From here on no other difference is tried: somebody else complained, or left."""
VAGUE = ("tone", "desk", "counter", "shelf")
"""Links in which many come together."""


def weight(node: Node) -> int:
    """How far a path goes: by its last act, whether it passes from one consumer to another, and how it began."""
    path = node.path
    if not isinstance(node.what, Act):
        return 0
    passed_on = len({step.consumer for step in path}) > 1
    links = [step.what.link.kind for step in path if isinstance(step.what, Reach)]
    return FAR[node.what.key.kind] + 2 * passed_on + (links[0] in MESSAGES) - any(link in VAGUE for link in links[1:])


def best_path(found: Consequences, most: int) -> list[Node]:
    """The path of at most so many steps that goes furthest; of equals the earliest."""
    fitting = [node for node in found.nodes if len(node.path) <= most]
    ends = max(fitting, key=weight, default=None)
    return ends.path if ends is not None and weight(ends) > 0 else [found.nodes[0]]
