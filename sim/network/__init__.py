"""Who hears whom on a platform: networks as arrays, made, read, written and described."""

from sim.network.csr import Network, from_networkx, from_pairs, to_networkx
from sim.network.description import describe, describe_ties, gini, tail_exponent
from sim.network.files import NetworkFile, read_network, read_network_file, write_network
from sim.network.generators import facebook_like, twitter_like
from sim.network.packed import PackedNetwork

__all__ = [
    "Network",
    "NetworkFile",
    "PackedNetwork",
    "describe",
    "describe_ties",
    "facebook_like",
    "from_networkx",
    "from_pairs",
    "gini",
    "read_network",
    "read_network_file",
    "tail_exponent",
    "to_networkx",
    "twitter_like",
    "write_network",
]
