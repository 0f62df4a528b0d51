"""A social platform at work: its network, and how far words and posts carry on it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import NetworkError
from sim.network import Network, PackedNetwork, facebook_like, read_network, twitter_like
from sim.randomness import Purpose, draw_bits, stream
from sim.scenario.places import Platform as PlatformSpec


@dataclass(frozen=True)
class Platform:
    """One platform of a world: its number (the bit of memberships), its specification and its network."""

    number: int
    name: str
    spec: PlatformSpec
    ties: PackedNetwork

    @property
    def network(self) -> Network:
        """The network for who wants to look at it; it is unpacked anew each time, which takes memory and a while."""
        return self.ties.unpacked()

    @property
    def bit(self) -> int:
        """The platform's bit in `member` and `follows`."""
        return 1 << self.number


def build_platform(number: int, name: str, spec: PlatformSpec, consumers: int, seed: int) -> Platform:
    """Make or read the platform's network for so many consumers.

    Raises
    ------
    NetworkError
        The file cannot be read, holds another number of consumers than the scenario, or too many ties for a world.
    """
    net = spec.network
    if net.source == "file":
        assert net.path is not None  # the schema sees to it
        network = read_network(net.path, directed=spec.kind == "twitter", edge_means=net.edge_means)
        if network.nodes != consumers:
            raise NetworkError(
                f"the network holds {network.nodes:,} consumers and the scenario {consumers:,}",
                where=str(net.path),
                allowed=f"set consumers.count={network.nodes}, or use another network",
            )
        return Platform(number, name, spec, PackedNetwork.of(network))
    # Each platform has a network of its own, which does not depend on the other platforms of the world.
    own_seed = draw_bits(stream(seed, Purpose.NETWORK), number) >> 1
    degree = min(net.mean_degree, max(consumers - 1, 0))
    if spec.kind == "facebook":
        network = facebook_like(consumers, mean_degree=degree, seed=own_seed)
    else:
        network = twitter_like(
            consumers, mean_degree=degree, seed=own_seed, exponent=net.exponent, reciprocity=net.reciprocity
        )
    return Platform(number, name, spec, PackedNetwork.of(network))
