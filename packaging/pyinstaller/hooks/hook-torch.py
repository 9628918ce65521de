"""Collect what torch needs to run a network, and nothing that trains or compiles one.

It stands in for the hook of pyinstaller-hooks-contrib, which takes every module and every source.
"""

import sys

from PyInstaller.utils.hooks import collect_dynamic_libs, get_package_paths

_BASE, _TORCH = get_package_paths("torch")

binaries = collect_dynamic_libs("torch", search_patterns=["*.so", "*.so.*", "*.dll"])
if sys.platform == "linux":  # torch looks for it when it is imported
    binaries.append((f"{_TORCH}/bin/torch_shm_manager", "torch/bin"))

# torch finds its libraries relative to itself.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]

# These read their own source when they are imported: settings their comments, others overloads.
_SOURCES = (
    "torch._export.config",
    "torch._functorch.config",
    "torch.compiler.config",
    "torch.distributed.config",
    "torch.functional",
    "torch.fx.experimental._config",
    "torch.nn.functional",
    "torch.nn.modules.rnn",
    "torch.utils.serialization.config",
)
module_collection_mode = {"torch": "pyz", **dict.fromkeys(_SOURCES, "pyz+py")}
