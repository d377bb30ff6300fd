"""One loop of asyncio in a thread, for apps, routes and libraries that run on asyncio only."""
