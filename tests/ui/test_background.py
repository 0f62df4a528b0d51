"""What the server does beside its answers has ended before the server does."""

import signal
import subprocess
import sys
import threading
import time

from sim.ui.background import in_background, wait_for_background

_SLOW_START = """
import signal
import time

from sim.ui.engine import Engine
from sim.ui.serving.server import serve

def start(engine):
    print("starting", flush=True)
    time.sleep(1)
    print("started", flush=True)

Engine.start = start
signal.signal(signal.SIGTERM, signal.default_int_handler)  # as `trm` has it
serve("127.0.0.1", 0, workers=1, visitors=1, ahead=False, ready=print)
"""


def test_what_was_begun_is_waited_for():
    may_end, done = threading.Event(), []
    in_background(lambda: (may_end.wait(60), done.append(1)))
    assert not wait_for_background(0.05)
    assert done == []
    may_end.set()
    assert wait_for_background(60)
    assert done == [1]
    assert wait_for_background(0)


def test_many_are_waited_for_no_longer_than_is_said():
    may_end = threading.Event()
    for _ in range(20):
        in_background(lambda: may_end.wait(60))
    began = time.monotonic()
    assert not wait_for_background(0.3)
    assert time.monotonic() - began < 3
    may_end.set()
    assert wait_for_background(60)


def test_a_server_that_is_told_to_end_lets_its_start_come_to_an_end():
    process = subprocess.Popen([sys.executable, "-c", _SLOW_START], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "starting\n"
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert rest == "started\n"  # and no address: there is nothing to open
