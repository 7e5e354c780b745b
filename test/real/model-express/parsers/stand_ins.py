"""Lets modules of engines be imported without GPUs: what is not listed as real becomes an empty stand-in."""

import importlib.abc
import importlib.machinery
import sys
import types


class StandInType(type):
    """A class with any attribute. Used as a base class, in annotations and as a decorator, it does nothing."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(cls, name, StandInType(name, (StandIn,), {}))
        return getattr(cls, name)

    def __call__(cls, *args, **_):
        return args[0] if len(args) == 1 and callable(args[0]) else object.__new__(cls)

    def __instancecheck__(cls, value):
        return isinstance(value, StandInType) or isinstance(type(value), StandInType)

    __or__ = __ror__ = __getitem__ = lambda cls, _: cls
    __iter__ = lambda cls: iter(())
    __bool__ = lambda cls: False


class StandIn(metaclass=StandInType):
    """A value with any attribute. It is false, and empty."""

    def __getattr__(self, name):
        return getattr(type(self), name)

    def __call__(self, *args, **_):
        return args[0] if len(args) == 1 and callable(args[0]) else self

    __getitem__ = lambda self, _: self
    __iter__ = lambda self: iter(())
    __bool__ = lambda self: False
    __repr__ = lambda self: "a stand-in"
    __lt__ = __gt__ = lambda self, _: False

    @classmethod
    def __get_pydantic_core_schema__(cls, *_):
        from pydantic_core import core_schema

        return core_schema.any_schema()


class StandInModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name == "__version__":
            return "99.0.0"
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(self, name, StandInType(name, (StandIn,), {}))
        return getattr(self, name)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for each module of which `stands_in` is true."""

    def __init__(self, stands_in):
        self.stands_in = stands_in

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if self.stands_in(name, path) else None

    def create_module(self, spec):
        return StandInModule(spec.name)

    def exec_module(self, module):
        pass


def install(packages, real, native):
    """Of these packages, only the modules in `real` are imported; of all others, those that are installed.

    `real`: names, or names with `.*` for all below. `native`: modules of the packages that are compiled.
    """

    def is_own(name):
        return name.split(".")[0] in packages

    def is_real(name):
        return any(name == one or one.endswith(".*") and name.startswith(one[:-1]) for one in (*packages, *real))

    def exists(name, path):
        return name in native or importlib.machinery.PathFinder.find_spec(name, path) is not None

    def below_stand_in(name):
        return isinstance(sys.modules.get(name.rpartition(".")[0]), StandInModule)

    def stands_in_first(name, path):
        return is_own(name) and not is_real(name) and (below_stand_in(name) or exists(name, path))

    def stands_in_last(name, _):
        is_top = "." not in name and name not in sys.stdlib_module_names
        return not is_own(name) and (is_top or below_stand_in(name))

    sys.meta_path.insert(0, Finder(stands_in_first))
    sys.meta_path.append(Finder(stands_in_last))
