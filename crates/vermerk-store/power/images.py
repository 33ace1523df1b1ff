#!/usr/bin/env python3
"""Power failures on the store, replayed: images.py PROGRAM ENGINE [IMAGES] [--without-barrier]

PROGRAM is the built example `power_failure`. It is run once under strace. From the trace of its writes, syncs and
renames, images of the disk are made as a power failure at a random moment could leave it, and each is opened and
checked. Half of the images are strict: only what was synced is there, a name only if its folder was synced after it. In
the other half every block and every name since the last sync is there or not by chance.

--without-barrier leaves out the syncs of the engine's data file: with sled that is sled as shipped, which must fail
here; with redb it takes away redb's own syncs."""
import os, random, re, shutil, subprocess, sys, tempfile

BLOCK = 4096
CALLS = "openat,pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,ftruncate"
COUNT = "160"


def unhex(text):
    return bytes.fromhex(text.replace("\\x", ""))


def calls(trace):
    """Yields (name, arguments, result) in the order of completion; calls cut in two by threads are joined."""
    cut = {}
    for line in open(trace):
        pid, _, rest = line.rstrip("\n").partition(" ")
        rest = rest.lstrip()
        if rest.endswith("<unfinished ...>"):
            cut[pid] = rest[: -len("<unfinished ...>")]
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>", rest)
        if resumed:
            rest = cut.pop(pid, "") + rest[resumed.end():]
        found = re.match(r"(\w+)\((.*)\)\s+= (-?\d+)", rest)
        if found and not found[3].startswith("-"):
            yield found[1], found[2], int(found[3])


def events(trace, root):
    """The calls below root as ('write', path, offset, data), ('sync', path), ('create', path), …, ('ack', number)."""
    position = {}
    for name, arguments, result in calls(trace):
        strings = [unhex(text).decode("utf-8", "surrogateescape") if name not in ("write", "pwrite64") else unhex(text)
                   for text in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]
        descriptor = re.match(r"(\d+)<((?:\\x[0-9a-f]{2}|[^>])*)>", arguments)
        path = descriptor[2] if descriptor else ""
        if "\\x" in path:
            path = unhex(path).decode("utf-8", "surrogateescape")
        if name == "write" and descriptor and descriptor[1] == "1":
            yield "ack", int(strings[0].split()[1])
            continue
        paths = [path] if descriptor else strings
        if not all(one.startswith(root) for one in paths[:1]):
            continue
        if name == "openat" or name.startswith("mkdir"):
            if strings and strings[0].startswith(root):
                yield ("mkdir" if name.startswith("mkdir") else "create" if "O_CREAT" in arguments else "open"), strings[0]
                position[strings[0]] = "end" if "O_APPEND" in arguments else 0
                if "O_TRUNC" in arguments:
                    yield "truncate", strings[0], 0
        elif name == "pwrite64":
            yield "write", path, int(arguments.rsplit(",", 1)[1]), strings[0]
        elif name == "write":
            yield "append", path, strings[0]
        elif name in ("fsync", "fdatasync"):
            yield "sync", path
        elif name.startswith("rename"):
            yield "rename", strings[0], strings[1]
        elif name.startswith("unlink"):
            yield "unlink", strings[0]
        elif name == "ftruncate":
            yield "truncate", path, int(arguments.rsplit(",", 1)[1])


class File:
    """What is surely on the disk, and what was written since."""

    def __init__(self):
        self.durable, self.pending, self.now = bytearray(), [], bytearray()

    def write(self, offset, data):
        self.pending.append((offset, data))
        put(self.now, offset, data)

    def truncate(self, size):
        self.pending.append((size, None))
        resize(self.now, size)

    def sync(self):
        self.durable, self.pending = bytearray(self.now), []

    def image(self, chance):
        content = bytearray(self.durable)
        for offset, data in self.pending:
            if data is None:
                if chance.random() < 0.5:
                    resize(content, offset)
                continue
            at = 0
            while at < len(data):
                size = min(BLOCK - (offset + at) % BLOCK, len(data) - at)
                if chance.random() < 0.5:
                    put(content, offset + at, data[at:at + size])
                at += size
        return content


def put(content, offset, data):
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


def resize(content, size):
    if size < len(content):
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))


class Disk:
    def __init__(self, root):
        # Names now; names surely on the disk; what was done to names since their folder was synced.
        self.root, self.now, self.durable, self.pending = root, {root: None}, {root: None}, []

    def apply(self, event, ignored):
        kind, path = event[0], event[1]
        if kind in ("create", "open", "mkdir"):
            if kind != "open" and path not in self.now:
                self.name(path, None if kind == "mkdir" else File())
        elif kind == "write":
            self.now[path].write(event[2], event[3])
        elif kind == "append":
            self.now[path].write(len(self.now[path].now), event[2])
        elif kind == "truncate":
            self.now[path].truncate(event[2])
        elif kind == "rename":
            self.name(event[2], self.now.pop(path))
            self.pending.append((path, "gone"))
        elif kind == "unlink":
            self.now.pop(path, None)
            self.pending.append((path, "gone"))
        elif kind == "sync":
            if isinstance(self.now.get(path), File):
                if not path.endswith(ignored):
                    self.now[path].sync()
            else:
                here = [change for change in self.pending if os.path.dirname(change[0]) == path]
                self.pending = [change for change in self.pending if os.path.dirname(change[0]) != path]
                self.settle(self.durable, here)

    def name(self, path, what):
        self.now[path] = what
        self.pending.append((path, what))

    @staticmethod
    def settle(names, changes):
        for path, what in changes:
            if what == "gone":
                names.pop(path, None)
            else:
                names[path] = what

    def image(self, target, chance):
        names = dict(self.durable)
        if chance:
            self.settle(names, self.pending[:chance.randint(0, len(self.pending))])
        for path, what in sorted(names.items()):
            place = target + path[len(self.root):]
            if not os.path.isdir(os.path.dirname(place)):
                continue  # its folder did not survive
            if what is None:
                os.makedirs(place, exist_ok=True)
            else:
                with open(place, "wb") as file:
                    file.write(what.image(chance) if chance else what.durable)


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    program, engine = arguments[:2]
    images = int(arguments[2]) if len(arguments) > 2 else 200
    ignored = ("/engine/db", "/records.redb") if "--without-barrier" in sys.argv else ("\0",)
    work = tempfile.mkdtemp(prefix="power")
    root, trace = os.path.join(work, "disk"), os.path.join(work, "trace")
    os.mkdir(root)
    store = os.path.join(root, "store")
    subprocess.run(["strace", "-f", "-y", "-xx", "-s", "100000000", "-e", "trace=" + CALLS, "-o", trace,
                    program, engine, "write", store, COUNT], check=True, stdout=subprocess.DEVNULL)
    recorded = list(events(trace, root))
    chance = random.Random(7)
    moments = sorted(chance.randint(0, len(recorded)) for _ in range(images))
    disk, acknowledged, at, tasks = Disk(root), 0, 0, []
    for number, moment in enumerate(moments):
        for event in recorded[at:moment]:
            if event[0] == "ack":
                acknowledged = event[1] + 1
            else:
                disk.apply(event, ignored)
        at = moment
        target = os.path.join(work, f"image{number}")
        os.mkdir(target)
        disk.image(target, random.Random(number) if number % 2 else None)
        tasks.append(f"{target}/store {acknowledged}")
    checked = subprocess.run([program, engine, "check"], input="\n".join(tasks), stdout=subprocess.PIPE, text=True, check=True)
    verdicts = checked.stdout.splitlines()
    bad = [(task, verdict) for task, verdict in zip(tasks, verdicts) if verdict != "sound"]
    for task, verdict in bad[:20]:
        print(os.path.basename(os.path.dirname(task.split()[0])), task.split()[1], verdict)
    print(f"{len(recorded)} events, {len(verdicts)} images, {len(bad)} not sound")
    if "--keep" in sys.argv:
        print(work)
    else:
        shutil.rmtree(work)
    sys.exit(1 if bad or len(verdicts) != len(tasks) else 0)


main()
