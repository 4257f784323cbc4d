"""Who is logged in: sessions that live on the server, and how often something may be tried.

Time and random words are given by whoever starts the desk, so that tests can tell them.
"""

from __future__ import annotations

import hmac
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from builder.desk.accounts import Account

IDLE = 2 * 3600.0
"""Seconds without a request after which a session ends."""

LONGEST = 12 * 3600.0
"""Seconds after which a session ends whatever happens."""

_MOST = 5000

Clock = Callable[[], float]
Words = Callable[[], str]


@dataclass(slots=True)
class Session:
    """One logged-in browser: the name of its user, the word that its forms must carry, what it is told next, and what it can take back.

    ``changed`` has for a page the versions before and after each change that was made there, the last one at the end.
    """

    user: str
    hash: str
    token: str
    begun: float
    used: float
    told: list[tuple[str, str]] = field(default_factory=list)
    changed: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


class Sessions:
    """The open sessions by their cookie, of which only a digest is kept."""

    def __init__(self, clock: Clock, words: Words) -> None:
        """Take the clock (seconds) and the source of random words."""
        self._clock, self._words = clock, words
        self._open: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, account: Account, old: str = "") -> str:
        """Open a session under a new cookie and end the one that the browser had."""
        cookie, now = self._words(), self._clock()
        with self._lock:
            self._open.pop(_digest(old), None)
            self._open[_digest(cookie)] = Session(account.name, account.hash, self._words(), now, now)
            while len(self._open) > _MOST:
                self._open.popitem(last=False)
        return cookie

    def find(self, cookie: str) -> Session | None:
        """Give the session of a cookie while it lasts."""
        now = self._clock()
        with self._lock:
            session = self._open.get(_digest(cookie))
            if session is None:
                return None
            if now - session.used > IDLE or now - session.begun > LONGEST:
                del self._open[_digest(cookie)]
                return None
            session.used = now
            return session

    def end(self, cookie: str) -> None:
        """Close a session."""
        with self._lock:
            self._open.pop(_digest(cookie), None)


class Limit:
    """How often something may be tried within some seconds, counted for each key apart."""

    def __init__(self, clock: Clock, most: int, seconds: float) -> None:
        """Allow ``most`` tries within ``seconds``."""
        self._clock, self._most, self._seconds = clock, most, seconds
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def free(self, key: str) -> bool:
        """Tell whether one more try is allowed."""
        with self._lock:
            return len(self._recent(key)) < self._most

    def count(self, key: str) -> bool:
        """Count a try, and tell whether it was allowed."""
        with self._lock:
            tries = self._recent(key)
            allowed = len(tries) < self._most
            if allowed:
                tries.append(self._clock())
            self._tries[key] = tries
            self._tries.move_to_end(key)
            while len(self._tries) > _MOST:
                self._tries.popitem(last=False)
            return allowed

    def forget(self, key: str) -> None:
        """Begin to count anew."""
        with self._lock:
            self._tries.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        tries = self._tries.get(key, deque())
        while tries and self._clock() - tries[0] > self._seconds:
            tries.popleft()
        return tries


def same(one: str, other: str) -> bool:
    """Compare two secret words in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def _digest(cookie: str) -> str:
    return sha256(cookie.encode()).hexdigest()
