"""One loop of asyncio in a thread, for apps, routes and libraries that stand on asyncio alone."""
