const std = @import("std");

pub fn main(init: std.process.Init) !u8 {
    const io = init.io;
    const arena = init.arena.allocator();
    var buffer: [1024]u8 = undefined;
    var writer: std.Io.File.Writer = .init(.stdout(), io, &buffer);
    const out = &writer.interface;

    const arguments = try init.minimal.args.toSlice(arena);
    for (arguments[1..]) |argument| try out.print("argument {s}\n", .{argument});
    try out.print("environment {s}\n", .{init.environ_map.get("GREETING") orelse "none"});

    const data = init.preopens.get("/data").?.dir;
    const text = try data.readFileAlloc(io, "in.txt", arena, .unlimited);
    const written = try std.fmt.allocPrint(arena, "written {s}", .{text});
    try data.writeFile(io, .{ .sub_path = "out.txt", .data = written });
    if (data.readFileAlloc(io, "../../etc/passwd", arena, .unlimited)) |_| return 3 else |_| {}

    const before = std.Io.Clock.awake.now(io);
    const after = std.Io.Clock.awake.now(io);
    const wall = std.Io.Clock.real.now(io);
    const goes = before.nanoseconds <= after.nanoseconds and wall.nanoseconds > 1_700_000_000_000_000_000;
    try out.print("clock {s}\n", .{if (goes) "goes" else "stands"});

    var one: [16]u8 = undefined;
    var other: [16]u8 = undefined;
    io.random(&one);
    io.random(&other);
    try out.print("random {s}\n", .{if (std.mem.eql(u8, &one, &other)) "repeats" else "differs"});

    var read: [256]u8 = undefined;
    var reader: std.Io.File.Reader = .init(.stdin(), io, &read);
    while (try reader.interface.takeDelimiter('\n')) |line| try out.print("read {s}\n", .{line});
    try out.flush();
    std.debug.print("done\n", .{});
    return 7;
}
