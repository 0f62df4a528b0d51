"""A policy that decides everything, by lot: whatever it does, books balance and states stay in their ranges."""

from sim.policies import OwnPolicy

REPLIES = ("open", "private", "public_then_private", "none")
DEAREST = 1_000_000_000


class Erratic(OwnPolicy):
    def price(self, view):
        if view.luck.uniform(1) < 0.05:
            return DEAREST if view.luck.uniform(2) < 0.5 else 1
        return max(1, min(DEAREST, int(view.usual_price * (0.5 + view.luck.uniform(3)))))

    def discount(self, view):
        return min(0.9, view.luck.uniform(4))

    def posts(self, account, view):
        return {"promotion": int(4 * view.luck.uniform(5)), "community": int(51 * view.luck.uniform(6) ** 8)}

    def reply(self, message, view):
        return REPLIES[int(len(REPLIES) * view.luck.uniform(message.number + message.writer))]

    def orders(self, view):
        return {name: int(shelf.forecast * 5 * view.luck.uniform(7)) for name, shelf in view.shelves.items()}
