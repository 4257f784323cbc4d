"""Speaks the Language Server Protocol: keeps sessions up to date with the editor and hands its questions on."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from builder import __version__
from builder.findings import Finding, Severity
from builder.folders import find_root
from builder.lsp.actions import KINDS, actions, fix_all
from builder.lsp.completion import TRIGGERS, complete
from builder.lsp.hover import hover
from builder.lsp.navigation import definition, symbols
from builder.lsp.session import Session
from builder.write.report import help_text, message

Answer = TypeVar("Answer")

DELAY = 0.03
"""Seconds of quiet after a keystroke before the standard is examined again."""

_LOG = logging.getLogger("zhunsheng.lsp")
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def serve(root: Path | None, *, language: str = "zh", port: int | None = None) -> None:
    """Serve one editor over standard input and output, or on a port of this computer; ends when the editor says so."""
    server = create(root, language=language)
    if port is None:
        server.start_io()
    else:
        server.start_tcp("127.0.0.1", port)


def create(root: Path | None, *, language: str = "zh") -> LanguageServer:
    """Make a server with everything registered; ``root`` is a workspace to examine at the start, others are found from the files that are opened."""
    server = LanguageServer("zhunsheng", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    Desk(server, root, language).register()
    return server


class Desk:
    """What the server knows about one editor: its sessions, its buffers, and what it was told last."""

    def __init__(self, server: LanguageServer, root: Path | None, language: str) -> None:
        """Start with nothing open."""
        self._server = server
        self._root = root
        self._language = language
        self._sessions: dict[Path, Session] = {}
        self._uris: dict[Path, str] = {}
        self._versions: dict[Path, int] = {}
        self._told: dict[Path, list[types.Diagnostic]] = {}
        self._waiting: dict[tuple[Path, str], asyncio.TimerHandle] = {}
        self._looks: dict[Path, asyncio.Task[None]] = {}
        self._again: set[Path] = set()
        self._outlines: dict[str, list[types.DocumentSymbol]] = {}

    def register(self) -> None:
        """Tell the server what can be asked."""
        feature: Callable[..., Any] = self._server.feature
        feature(types.INITIALIZED)(_guarded(self._initialized))
        feature(types.TEXT_DOCUMENT_DID_OPEN)(_guarded(self._opened))
        feature(types.TEXT_DOCUMENT_DID_CHANGE)(_guarded(self._changed))
        feature(types.TEXT_DOCUMENT_DID_SAVE)(_guarded(self._saved))
        feature(types.TEXT_DOCUMENT_DID_CLOSE)(_guarded(self._closed))
        feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_guarded(self._watched))
        feature(types.TEXT_DOCUMENT_HOVER)(_guarded(self._hover))
        feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS))(_guarded(self._complete))
        feature(types.TEXT_DOCUMENT_DEFINITION)(_guarded(self._definition))
        feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(_guarded(self._symbols))
        feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS)))(_guarded(self._actions))

    # --- what the editor tells ---

    def _initialized(self, _params: types.InitializedParams) -> None:
        folders = [Path(path) for uri in self._server.workspace.folders if (path := to_fs_path(uri))]
        if self._server.workspace.root_path:
            folders.append(Path(self._server.workspace.root_path))
        for folder in (self._root, *folders):
            found = find_root(folder.resolve()) if folder else None
            if found is not None:
                self._publish(self._session(found))
        watching = self._server.client_capabilities.workspace
        if watching and watching.did_change_watched_files and watching.did_change_watched_files.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*.{yaml,yml,svg,png,jpg}")])
            registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self._server.client_register_capability(types.RegistrationParams([registration]))

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        path = _path(params.text_document.uri)
        if path is not None:
            self._uris[path] = params.text_document.uri
        found = self._find(params.text_document.uri)
        if found is not None:
            session, file = found
            session.change(file, params.text_document.text)
            if session.differs(file):
                self._later(session, file)
            else:
                self._judged(session, file)
                self._publish(session, again={file})

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        found = self._find(params.text_document.uri)
        if found is not None:
            session, file = found
            session.change(file, self._server.workspace.get_text_document(params.text_document.uri).source)
            self._later(session, file)

    def _saved(self, params: types.DidSaveTextDocumentParams) -> None:
        found = self._find(params.text_document.uri)
        if found is not None:
            self._look(found[0])

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        found = self._find(params.text_document.uri)
        path = _path(params.text_document.uri)
        if path is not None:
            self._uris.pop(path, None)
            self._versions.pop(path, None)
        self._outlines.pop(params.text_document.uri, None)
        if found is not None and found[0].close(found[1]):
            self._look(found[0])

    def _watched(self, params: types.DidChangeWatchedFilesParams) -> None:
        changed = {found[0].root for change in params.changes if (found := self._find(change.uri)) is not None}
        for root in sorted(changed):
            self._look(self._sessions[root])

    # --- examining ---

    def _later(self, session: Session, file: str) -> None:
        """Examine a standard again when the editor has been quiet for a moment."""
        key = (session.root, file)
        if key in self._waiting:
            self._waiting.pop(key).cancel()
        self._waiting[key] = asyncio.get_running_loop().call_later(DELAY, _guarded(self._examine), session, file)

    def _examine(self, session: Session, file: str) -> None:
        self._waiting.pop((session.root, file), None)
        if session.update(file):
            self._judged(session, file)
            self._publish(session, again={file})

    def _judged(self, session: Session, file: str) -> None:
        """Note which version of a buffer the findings speak of."""
        path = session.path(file)
        version = self._server.workspace.get_text_document(self._uris[path]).version if path in self._uris else None
        if version is not None:
            self._versions[path] = version

    def _look(self, session: Session) -> None:
        """Examine a whole workspace aside, so that questions are answered meanwhile; one look at a time."""
        if session.root in self._looks:
            self._again.add(session.root)
        else:
            self._looks[session.root] = asyncio.get_running_loop().create_task(self._looked(session))

    async def _looked(self, session: Session) -> None:
        try:
            session.accept(await asyncio.get_running_loop().run_in_executor(None, _settled, session.look()))
            self._publish(session)
        except Exception:
            _LOG.exception("examining %s", session.root)
        finally:
            del self._looks[session.root]
            if session.root in self._again:
                self._again.discard(session.root)
                self._look(session)

    def _publish(self, session: Session, again: Iterable[str] = ()) -> None:
        """Tell the editor the findings of every file in which they changed."""
        by_path = {session.path(file): (file, listed) for file, listed in session.files().items()}
        gone = [path for path in self._told if path not in by_path and session.file(path) is not None]
        for path, (file, listed) in by_path.items():
            told = [self._diagnostic(session, finding, marks) for marks in [session.marks(file)] for finding in listed]
            if told != self._told.get(path) or file in again:
                self._told[path] = told
                self._tell(path, told)
        for path in gone:
            del self._told[path]
            self._tell(path, [])
        for path in {session.path(file) for file in again} - by_path.keys() - set(gone):
            self._tell(path, [])

    def _tell(self, path: Path, told: list[types.Diagnostic]) -> None:
        uri = self._uris.get(path) or from_fs_path(str(path))
        if uri:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, told, self._versions.get(path)))

    def _diagnostic(self, session: Session, finding: Finding, marks: Any) -> types.Diagnostic:
        advice = help_text(finding, self._language)
        word = "Help: " if self._language == "en" else "改法："
        text = message(finding, self._language) + (f"\n{word}{advice}" if advice else "")
        span = session.lines(finding.place.file).range(*session.span(finding, marks))
        return types.Diagnostic(span, text, severity=_SEVERITIES[finding.severity], code=finding.rule, source="准绳")

    # --- what the editor asks ---

    def _hover(self, params: types.HoverParams) -> types.Hover | None:
        found = self._at(params)
        return hover(*found) if found else None

    def _complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        found = self._at(params)
        return types.CompletionList(is_incomplete=False, items=complete(*found)) if found else None

    def _definition(self, params: types.DefinitionParams) -> types.Location | None:
        found = self._at(params)
        target = definition(*found) if found else None
        if found is None or target is None:
            return None
        session, (file, offset) = found[0], target
        path = session.path(file)
        uri = self._uris.get(path) or from_fs_path(str(path)) or ""
        return types.Location(uri, session.lines(file).range(offset, offset))

    def _symbols(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        uri = params.text_document.uri
        found = self._find(uri)
        listed = symbols(*found) if found else []
        # A file that is no YAML at the moment keeps the outline that it had.
        if listed or not found or found[0].marks(found[1]):
            self._outlines[uri] = listed
        return self._outlines.get(uri, [])

    def _actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        found = self._find(uri)
        if found is None:
            return []
        session, file = found
        lines = session.lines(file)
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        listed: list[types.CodeAction] = []
        if not only or any("quickfix".startswith(kind) for kind in only):
            for finding, action in actions(session, file, uri, lines.offset(params.range.start), lines.offset(params.range.end)):
                action.diagnostics = [self._diagnostic(session, finding, session.marks(file))]
                listed.append(action)
        if not only or any("source.fixAll".startswith(kind) or kind.startswith("source.fixAll") for kind in only):
            listed += fix_all(session, file, uri)
        return listed

    # --- sessions ---

    def _at(self, params: Any) -> tuple[Session, str, int] | None:
        found = self._find(params.text_document.uri)
        return (*found, found[0].lines(found[1]).offset(params.position)) if found else None

    def _find(self, uri: str) -> tuple[Session, str] | None:
        """Give the session and the name of a file; a workspace is examined when its first file is opened."""
        path = _path(uri)
        if path is None:
            return None
        root = find_root(path.parent) or find_root(path.resolve().parent)
        if root is None:
            return None
        session = self._session(root)
        file = session.file(path)
        return (session, file) if file is not None else None

    def _session(self, root: Path) -> Session:
        if root not in self._sessions:
            encoding = self._server.workspace.position_encoding or types.PositionEncodingKind.Utf16
            self._sessions[root] = _settled(lambda: Session(root, str(getattr(encoding, "value", encoding))))
        return self._sessions[root]


def _settled(look: Callable[[], Answer]) -> Answer:
    """Examine a workspace, and take what was found out of the sight of the garbage collector, which would go through all of it at every keystroke."""
    gc.unfreeze()
    found = look()
    gc.collect()
    gc.freeze()
    return found


def _path(uri: str) -> Path | None:
    path = to_fs_path(uri)
    return Path(path) if path else None


def _guarded(work: Callable[..., Answer]) -> Callable[..., Answer | None]:
    """Make a handler that never fails: a mistake of ours is logged, and the editor goes on without an answer."""

    def guarded(*arguments: Any) -> Answer | None:
        try:
            return work(*arguments)
        except Exception:
            _LOG.exception("answering %s", getattr(work, "__name__", work))
            return None

    return guarded
