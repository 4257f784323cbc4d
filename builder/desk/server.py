"""Runs the desk on this machine until it is stopped; a network reaches it through a proxy that speaks TLS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn

from builder.desk.application import application, desk_of


def serve(root: Path, port: int, tell: Callable[[str], None], *, host: str = "127.0.0.1", names: Sequence[str] = (), proxied: bool = False) -> None:
    """Serve until interrupted. ``names`` are the names under which a proxy passes requests on; ``proxied`` says that it does, by TLS."""
    desk = desk_of(root, tell=tell, hosts=names, secure=proxied)
    config = uvicorn.Config(
        application(desk),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=proxied,
        forwarded_allow_ips="127.0.0.1",
        limit_concurrency=400,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = uvicorn.Server(config)
    tell(f"工作台：http://{host}:{port}/　按Ctrl+C停止")
    try:
        server.run()
    finally:
        desk.prints.close()
        desk.keeper.close()
