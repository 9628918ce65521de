"""Collect the libraries of OpenVINO, which it loads by their names; contents.py leaves some out."""

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = collect_dynamic_libs("openvino", search_patterns=["*.so", "*.so.*", "*.dll"])

# It finds its libraries relative to itself.
bindepend_symlink_suppression = ["**/openvino/libs/*.so*"]
