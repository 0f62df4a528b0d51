"""The `trm` command. Nothing heavy is imported before a verb runs, so that help is quick."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from sim.cli.codes import INTERNAL_FAILURE, INTERRUPTED, SUCCESS, WRONG_INPUT
from sim.experiment.roomy import roomy


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code."""
    sys.exit(run_command(sys.argv[1:] if arguments is None else arguments))


@roomy
def run_command(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code; what goes wrong becomes one line on standard error.

    With TRM_TRACEBACK=1 an internal failure shows its traceback as well.
    """
    import typer

    from sim.cli.application import application
    from sim.errors import InputError, RunError

    # Both are set, since a shell that starts a command in the background makes it deaf to SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = application()(list(arguments), prog_name="trm", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCESS
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT) or problem.filename is not None:
            return _internal(problem)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _fail(f"the output cannot be written ({problem.strerror})", WRONG_INPUT)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except typer.TyperException as problem:
        return _fail(problem.format_message(), WRONG_INPUT)
    except InputError as problem:
        return _fail(str(problem), WRONG_INPUT)
    except RunError as problem:
        return _fail(str(problem), INTERNAL_FAILURE)
    except Exception as problem:
        return _internal(problem)
    return _fail("interrupted", INTERRUPTED) if code == INTERRUPTED else int(code or SUCCESS)


def _internal(problem: Exception) -> int:
    """A failure of ours, in one line; inside the handler of `problem`."""
    if os.environ.get("TRM_TRACEBACK") == "1":
        import traceback

        traceback.print_exc()
    hint = "TRM_TRACEBACK=1 shows where"
    return _fail(f"internal failure: {type(problem).__name__}: {problem} ({hint})", INTERNAL_FAILURE)


def _fail(message: str, code: int) -> int:
    print(f"trm: {' '.join(message.split())}", file=sys.stderr)
    return code


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Being told to end is being interrupted: what is done is kept."""
    raise KeyboardInterrupt
