"""Ask memory ahead of time for what a kernel is about to read.

Who shops, reads or complains stands anywhere in the columns, and in a world larger than the caches each value of theirs
is waited for. Many can be waited for at once if they are asked for some turns of the loop before they are used.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic, overload

AHEAD = 8
"""So many turns of a loop earlier what one reads is asked for."""
CHANGED, KEPT, DATA = 1, 3, 1
"""What `llvm.prefetch` is told: that the value will be changed, that it is soon used, and that it is no code."""


def ask_for(column: Any, place: Any) -> None:
    """Have ``column[place]`` brought near the processor. Nothing else happens, and in plain Python nothing at all."""


@intrinsic
def _ask_for(_, column, place):  # type: ignore[no-untyped-def]
    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        kind, where = signature.args
        one = not isinstance(where, types.BaseTuple)
        kinds = [where] if one else where.types
        places = [arguments[1]] if one else cgutils.unpack_tuple(builder, arguments[1])  # type: ignore[no-untyped-call]
        indices = [context.cast(builder, i, t, types.intp) for i, t in zip(places, kinds, strict=True)]
        array = context.make_array(kind)(context, builder, arguments[0])
        pointer = cgutils.get_item_pointer(context, builder, kind, array, indices)  # type: ignore[no-untyped-call]
        pointer = builder.bitcast(pointer, cgutils.voidptr_t)
        flag = ir.IntType(32)
        prefetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [pointer.type], ir.FunctionType(ir.VoidType(), [pointer.type, flag, flag, flag])
        )
        builder.call(prefetch, [pointer, flag(CHANGED), flag(KEPT), flag(DATA)])
        return context.get_dummy_value()

    return types.void(column, place), generate


@overload(ask_for, inline="always")
def _compiled_ask_for(column, place):  # type: ignore[no-untyped-def]
    return lambda column, place: _ask_for(column, place)  # type: ignore[call-arg]  # numba gives the context
