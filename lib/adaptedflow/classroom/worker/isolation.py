"""Keep a process from the network, from other processes, and from writing outside one folder.

Linux lets any process take itself apart from the rest (user, network, process and mount namespaces), where the
administrator or the container does not forbid it. What could not be done is said, never passed over.
"""

import ctypes
import os
import resource

NEW_MOUNTS, NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x20000, 0x10000000, 0x20000000, 0x40000000
BIND, RECURSIVE, PRIVATE = 0x1000, 0x4000, 0x40000
MOUNT_SETATTR, HERE, WHOLE_TREE, READ_ONLY = 442, -100, 0x8000, 1
DEATH_SIGNAL, NO_NEW_PRIVILEGES, SIGKILL = 1, 38, 9
LARGEST_FILE = 64 * 2 ** 20


def limit_memory(size: int) -> bool:
    """Bound the address space and the size of files; return whether the system does the former."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):
        return False
    return True


def isolate(folder: str) -> dict[str, bool]:
    """Cut the network and make everything but ``folder`` read-only; return what of it was done.

    Where it was done the caller goes on as a child process: the first of its own process namespace, which takes all
    its descendants with it when it ends.
    """
    done = {"network": False, "files": False}
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        user, group = os.geteuid(), os.getegid()
        _call(libc.unshare, NEW_USER | NEW_NETWORK | NEW_PROCESSES | NEW_MOUNTS)
        done["network"] = True
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as stream:
                stream.write(text)
        _make_read_only(libc, folder.encode())
        done["files"] = True
    except (OSError, AttributeError):
        pass
    if done["network"]:
        _go_on_as_child(libc)
        os.chdir(folder)  # the folder as it was mounted, no longer the one beneath
    return done


def _make_read_only(libc, folder: bytes) -> None:
    _call(libc.mount, b"none", b"/", None, RECURSIVE | PRIVATE, None)
    _call(libc.mount, folder, folder, None, BIND, None)
    _set_attributes(libc, b"/", WHOLE_TREE, set_=READ_ONLY)
    _set_attributes(libc, folder, 0, clear=READ_ONLY)


def _set_attributes(libc, path, flags, set_=0, clear=0) -> None:
    attributes = (ctypes.c_uint64 * 4)(set_, clear, 0, 0)
    _call(libc.syscall, MOUNT_SETATTR, HERE, path, flags, attributes, ctypes.c_size_t(ctypes.sizeof(attributes)))


def _go_on_as_child(libc) -> None:
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    _call(libc.prctl, DEATH_SIGNAL, SIGKILL, 0, 0, 0)
    _call(libc.prctl, NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call(libc.capset, (ctypes.c_uint32 * 2)(0x20080522, 0), nothing)  # give up the rights over these namespaces


def _call(function, *arguments) -> None:
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
