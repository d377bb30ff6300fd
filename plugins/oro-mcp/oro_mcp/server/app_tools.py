"""The tools and resources of an app, as an agent may use them. Loop thread."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from oro_framework.errors import InvalidArgument, NotFound, PluginUnavailable
from oro_framework.host.inner import inner
from oro_framework.suggestions import did_you_mean, nearest
from oro_framework.types import Host
from oro_mcp import settings
from oro_mcp.reporting import Report, unheard
from oro_mcp.server.outcome import Outcome
from oro_mcp.server.principals import Principal, Principals
from oro_mcp.server.route_calls import RouteCalls
from oro_mcp.tools.exposing import AppResource, AppTool, resources_of, tools_of

__all__ = ("AppTools",)


class AppTools:
    """See the module.

    Args:
        host: whose routes they are.
    """

    def __init__(self, host: Host) -> None:
        self._host = inner(host)
        self._patterns = host.settings[settings.EXPOSE]
        self._seen: Any = None
        self._tools: dict[str, AppTool] = {}
        self._resources: list[AppResource] = []
        self._routes: frozenset[str] = frozenset()
        self.calls = RouteCalls(host, host.settings[settings.MAX_RESULT])
        self.principals = Principals(host, self._is_exposed)

    async def tools(self, principal: Principal) -> dict[str, AppTool]:
        """Return the tools of an agent by name.

        Raises:
            Conflict: two routes have one name as tools.
            PluginUnavailable: the plugin of an exposed route is broken.
        """
        await self._refresh()
        return {name: tool for name, tool in self._tools.items() if principal.may_call(tool.route)}

    async def resources(self, principal: Principal) -> list[AppResource]:
        """Return the resources of an agent."""
        await self._refresh()
        return [each for each in self._resources if principal.may_call(each.bound.name)]

    async def tool(self, principal: Principal, name: str) -> AppTool:
        """Return the tool of a name.

        Raises:
            NotFound: there is none, for this agent.
        """
        tools = await self.tools(principal)
        if (found := tools.get(name)) is None:
            near = nearest(name[:100], list(tools))
            raise NotFound(f'Cannot use tool "{name[:100]}": there is none{"; " + did_you_mean(near) if near else ""}')
        return found

    async def use(self, principal: Principal, tool: AppTool, arguments: Mapping[str, Any], report: Report) -> Outcome:
        """Use a tool for an agent. What goes wrong in it is an outcome.

        If cancelled, so is the route's handler.
        """
        if unknown := tool.unknown(arguments):
            known = ", ".join(param.name for param in tool.bound.signature.params) or "none"
            wrong = InvalidArgument(
                f'Cannot call "{tool.route}": it has no {", ".join(unknown)}; parameters are {known}'
            )
            return Outcome(error=wrong.as_err())
        self.principals.admit(principal)
        return await self.calls.call(principal, tool.route, arguments, report)

    async def read(self, principal: Principal, uri: str) -> tuple[AppResource, Outcome]:
        """Read a resource for an agent.

        Raises:
            NotFound: there is none at that address, for this agent.
        """
        for resource in await self.resources(principal):
            if (found := resource.read(uri)) is not None:
                self.principals.admit(principal)
                given = {name: unquote(text) for name, text in found.items()}
                return resource, await self.calls.call(principal, resource.bound.name, given, unheard)
        raise NotFound(f'Cannot read "{uri[:200]}": there is no such resource')

    def _is_exposed(self, route: str) -> bool:
        return route.lower() in self._routes

    async def _refresh(self) -> None:
        """Read the table of routes anew where it is another one; import plugins that patterns name first."""
        router = self._host.tables.router
        waiting = {plugin for name, plugin in router.reserved.items() if self._is_wanted(name)}
        for plugin in sorted(waiting):
            await self._imported(plugin)
        bounds = list(self._host.routes.values())
        if bounds != self._seen:
            self._tools, self._resources = tools_of(bounds, self._patterns), resources_of(bounds)
            used = [each.bound for each in self._tools.values()] + [each.bound for each in self._resources]
            self._routes = frozenset(bound.name.lower() for bound in used)
            self._seen = bounds

    def _is_wanted(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern.lower()) for pattern in self._patterns)

    async def _imported(self, plugin: str) -> None:
        turn = self._host.first_call(plugin)
        try:
            await turn.come()
        except PluginUnavailable as error:
            self._host.log.warning("Routes of it are no tools: %s", error.message)
        finally:
            turn.end()
