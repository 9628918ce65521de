"""Licences of the native libraries that packages, Debian and Windows add to a bundle.

A library that stands in none of these tables has no known licence, and the build stops: read its
licence, then add it.
"""

GCC = "GPL-3.0-or-later WITH GCC-exception-3.1"

# Pattern of the path in the bundle, name, licence. The first that fits is taken.
VENDORED = (
    (r"(^|/)(icu(dt|in|uc)\d+\.dll|libicu\w+\.so)", "ICU", "ICU"),
    (r"(^|/)(msvcp|vcruntime|vcomp|concrt|ucrtbase|api-ms-win)[^/]*\.dll$", "Visual C++ runtime",
     "LicenseRef-Microsoft-Visual-C-Runtime"),
    (r"(^|/)d3dcompiler_\d+\.dll$", "Direct3D compiler", "LicenseRef-Microsoft-Direct3D-Compiler"),
    (r"(^|/)opengl32sw\.dll$", "Mesa", "MIT"),
    (r"(^|/)lib(EGL|GLESv2)\.dll$", "ANGLE", "BSD-3-Clause"),
    (r"(^|/)lib\w*openblas", "OpenBLAS", "BSD-3-Clause"),
    (r"(^|/)lib(gfortran|gomp|stdc\+\+|gcc_s)", "GCC runtime libraries", GCC),
    (r"(^|/)libquadmath", "libquadmath", "LGPL-2.1-or-later"),
    (r"(^|/)libiomp(stubs)?5md\.dll$", "Intel OpenMP runtime",
     "LicenseRef-Intel-Simplified-Software"),
    (r"(^|/)libomp", "LLVM OpenMP", "Apache-2.0 WITH LLVM-exception"),
    (r"(^|/)(lib)?uv\.dll$", "libuv", "MIT"),
    (r"(^|/)libXau", "libXau", "MIT-open-group"),
    (r"(^|/)libxcb", "libxcb", "X11"),
    (r"(^|/)libavif", "libavif", "BSD-2-Clause AND BSD-3-Clause"),
    (r"(^|/)libbrotli", "Brotli", "MIT"),
    (r"(^|/)libfreetype", "FreeType", "FTL OR GPL-2.0-or-later"),
    (r"(^|/)libharfbuzz", "HarfBuzz", "MIT"),
    (r"(^|/)libjpeg-", "libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib"),
    (r"(^|/)liblcms2", "Little CMS", "MIT"),
    (r"(^|/)liblzma", "liblzma", "0BSD"),
    (r"(^|/)libopenjp2", "OpenJPEG", "BSD-2-Clause"),
    (r"(^|/)libpng", "libpng", "libpng-2.0"),
    (r"(^|/)lib(sharpyuv|webp)", "libwebp", "BSD-3-Clause"),
    (r"(^|/)libtiff", "LibTIFF", "libtiff"),
    (r"(^|/)libzstd", "Zstandard", "BSD-3-Clause OR GPL-2.0-only"),
    (r"(^|/)(lib)?pdfium\.(so|dll)$", "PDFium", "BSD-3-Clause AND Apache-2.0"),
)  # fmt: skip

# Libraries whose files are numbered as their releases are: pattern of the file's name, release.
VERSION_IN_NAME = {
    "Brotli": (r"\.so\.(\d+\.\d+\.\d+)$", r"\1"),
    "ICU": (r"(?:\.so\.|icu(?:dt|in|uc))(\d+)", r"\1"),
    "Zstandard": (r"\.so\.(\d+\.\d+\.\d+)$", r"\1"),
    "liblzma": (r"\.so\.(\d+\.\d+\.\d+)$", r"\1"),
    "libpng": (r"\.so\.16\.(\d+)\.0$", r"1.6.\1"),
}

# Libraries whose files say which release they are.
VERSION_WITHIN = {
    "Intel OpenMP runtime": rb"Intel\(R\) OMP version: ([\d.]+)",
    "OpenBLAS": rb"OpenBLAS (\d+\.\d+\.\d+)",
}

# How Pillow's own bill of materials calls what is called otherwise here.
NAMES_IN_BILLS = {
    "Little CMS 2": "Little CMS",
    "libjpeg / libjpeg-turbo": "libjpeg-turbo",
    "libtiff": "LibTIFF",
    "raqm": "Raqm",
    "zlib": "zlib-ng",
}

# What is compiled into the extension modules of a package: name, version where known, licence.
# Versions that are typed here are compared with what the packages tell, by a test.
BUILT_IN = {
    "openvino": (
        ("ITT API", "", "BSD-3-Clause OR GPL-2.0-only"),
        ("JSON for Modern C++", "", "MIT"),
        ("RapidJSON", "", "MIT"),
        ("Xbyak", "", "BSD-3-Clause"),
        ("oneDNN", "", "Apache-2.0"),
        ("pugixml", "", "MIT"),
        ("pybind11", "", "BSD-3-Clause"),
    ),
    "pillow": (
        ("Raqm", "", "MIT"),
        ("dav1d", "1.5.3", "BSD-2-Clause"),
        ("libaom", "3.14.1", "BSD-2-Clause"),
        ("libyuv", "", "BSD-3-Clause"),
    ),
    "pyjpegls": (("CharLS", "2.4.2", "BSD-3-Clause"),),
    "pylibjpeg-libjpeg": (("libjpeg of Thomas Richter", "", "GPL-3.0-only"),),
    "pylibjpeg-openjpeg": (("OpenJPEG", "2.5.2", "BSD-2-Clause"),),
    "scipy": (("HiGHS", "1.12.0", "MIT"),),
    "torch": (
        ("AsmJit", "", "Zlib"),
        ("FBGEMM", "", "BSD-3-Clause"),
        ("FlatBuffers", "", "Apache-2.0"),
        ("Gloo", "", "BSD-3-Clause"),
        ("ITT API", "", "BSD-3-Clause OR GPL-2.0-only"),
        ("JSON for Modern C++", "", "MIT"),
        ("Kineto", "", "BSD-3-Clause"),
        ("ONNX", "", "Apache-2.0"),
        ("Protobuf", "", "BSD-3-Clause"),
        ("SLEEF", "", "BSL-1.0"),
        ("cpp-httplib", "", "MIT"),
        ("cpuinfo", "", "BSD-2-Clause"),
        ("fmt", "", "MIT"),
        ("ideep", "", "MIT"),
        ("miniz", "3.0.2", "MIT"),
        ("oneDNN", "3.12.0", "Apache-2.0"),
        ("pthreadpool", "", "BSD-2-Clause"),
        ("pybind11", "", "BSD-3-Clause"),
    ),
}

# What is compiled in there on one system only.
BUILT_IN_ON_LINUX = {
    "torch": (
        ("FP16", "", "MIT"),
        ("FXdiv", "", "MIT"),
        ("Intel oneMKL", "2024.2", "LicenseRef-Intel-Simplified-Software"),
        ("NNPACK", "", "BSD-2-Clause"),
        ("QNNPACK", "", "BSD-3-Clause"),
        ("TensorPipe", "", "BSD-3-Clause"),
        ("libnop", "", "Apache-2.0"),
        ("libuv", "", "MIT"),
        ("psimd", "", "MIT"),
    ),
}
BUILT_IN_ON_WINDOWS = {
    "pillow": (
        ("Brotli", "", "MIT"),
        ("FreeType", "", "FTL OR GPL-2.0-or-later"),
        ("HarfBuzz", "", "MIT"),
        ("LibTIFF", "", "libtiff"),
        ("Little CMS", "", "MIT"),
        ("OpenJPEG", "", "BSD-2-Clause"),
        ("libavif", "", "BSD-2-Clause AND BSD-3-Clause"),
        ("libjpeg-turbo", "", "IJG AND BSD-3-Clause AND Zlib"),
        ("liblzma", "", "0BSD"),
        ("libpng", "", "libpng-2.0"),
        ("libwebp", "", "BSD-3-Clause"),
        ("zlib-ng", "", "Zlib"),
    ),
    "torch": (
        ("Intel oneMKL", "", "LicenseRef-Intel-Simplified-Software"),
        ("mimalloc", "", "MIT"),
    ),
}

# Extension modules or libraries that may be left out of a bundle: what is compiled into them only.
ONLY_WITH = {
    "Brotli": r"/_imagingft\.",
    "FreeType": r"/_imagingft\.",
    "HarfBuzz": r"/_imagingft\.",
    "HiGHS": r"/_highspy/",
    "Little CMS": r"/_imagingcms\.",
    "Raqm": r"/_imagingft\.",
    "dav1d": r"/(_|lib)avif",
    "libaom": r"/(_|lib)avif",
    "libavif": r"/_avif\.",
    "libpng": r"/_imagingft\.",
    "libyuv": r"/(_|lib)avif",
}

# What torch has licence texts of, but not within a build for the CPU: for graphics cards, for its
# tests, or left out of the build.
NOT_IN_TORCH = frozenset(
    {
        "NVTX",
        "VulkanMemoryAllocator",
        "XNNPACK",
        "aiter",
        "benchmark",
        "composable_kernel",
        "cudnn_frontend",
        "cutlass",
        "flash-attention",
        "gemmlowp",
        "googletest",
        "llvm-openmp",
        "mslk",
        "python-peachpy",
    }
)

# By binary package: the licence of the library, not of the tools of the same source. A name that
# ends in "t64", as many do since Debian 13 and Ubuntu 24.04, stands here without it.
DEBIAN = {
    "libavahi-client3": "LGPL-2.1-or-later",
    "libavahi-common3": "LGPL-2.1-or-later",
    "libbrotli1": "MIT",
    "libbsd0": "BSD-3-Clause AND BSD-2-Clause AND ISC AND MIT AND Beerware",
    "libbz2-1.0": "bzip2-1.0.6",
    "libcap2": "BSD-3-Clause OR GPL-2.0-only",
    "libcom-err2": "MIT",
    "libcups2": "Apache-2.0",
    "libdb5.3": "Sleepycat AND BSD-3-Clause",
    "libdbus-1-3": "GPL-2.0-or-later OR AFL-2.1",
    "libexpat1": "MIT",
    "libffi8": "MIT",
    "libfontconfig1": "HPND-sell-variant",
    "libfreetype6": "FTL OR GPL-2.0-or-later",
    "libgcc-s1": GCC,
    "libgcrypt20": "LGPL-2.1-or-later",
    "libglib2.0-0": "LGPL-2.1-or-later",
    "libgmp10": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libgnutls30": "LGPL-2.1-or-later",
    "libgpg-error0": "LGPL-2.1-or-later",
    "libgssapi-krb5-2": "MIT",
    "libhogweed6": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libidn2-0": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libk5crypto3": "MIT",
    "libkeyutils1": "LGPL-2.0-or-later",
    "libkrb5-3": "MIT",
    "libkrb5support0": "MIT",
    "liblz4-1": "BSD-2-Clause",
    "liblzma5": "0BSD",
    "libmd0": "BSD-3-Clause AND BSD-2-Clause AND ISC AND Beerware",
    "libncursesw6": "X11-distribute-modifications-variant",
    "libnettle8": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libnsl2": "LGPL-2.1-only",
    "libp11-kit0": "BSD-3-Clause",
    "libpcre2-8-0": "BSD-3-Clause",
    "libpng16-16": "libpng-2.0",
    "libreadline8": "GPL-3.0-or-later",
    "libsqlite3-0": "blessing",
    "libssl3": "Apache-2.0",
    "libstdc++6": GCC,
    "libsystemd0": "LGPL-2.1-or-later",
    "libtasn1-6": "LGPL-2.1-or-later",
    "libtinfo6": "X11-distribute-modifications-variant",
    "libunistring2": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libuuid1": "BSD-3-Clause",
    "libx11-6": "MIT",
    "libx11-xcb1": "MIT",
    "libxau6": "MIT-open-group",
    "libxcomposite1": "HPND-sell-variant AND MIT",
    "libxdmcp6": "MIT-open-group",
    "libxext6": "MIT-open-group AND MIT AND HPND AND HPND-sell-variant",
    "libxkbcommon-x11-0": "MIT AND X11 AND HPND",
    "libxkbcommon0": "MIT AND X11 AND HPND",
    "libzstd1": "BSD-3-Clause OR GPL-2.0-only",
    "zlib1g": "Zlib",
}
DEBIAN_XCB = "X11"  # every package libxcb-*
# Licences of earlier versions: how these begin, licence.
DEBIAN_EARLIER = {"liblzma5": (("5.2.", "5.4."), "LicenseRef-Public-Domain")}

# What comes with Python for Windows: pattern, name, licence.
PYTHON_ON_WINDOWS = (
    (r"^libcrypto-3[^/]*\.dll$|^libssl-3[^/]*\.dll$", "OpenSSL", "Apache-2.0"),
    (r"^libffi-\d+\.dll$", "libffi", "MIT"),
    (r"^sqlite3\.dll$", "SQLite", "blessing"),
    (r"^zlib1\.dll$", "zlib", "Zlib"),
)

# Licences that a program under GPL-3.0-or-later may be distributed with.
COMPATIBLE = frozenset(
    {
        "0BSD",
        "AFL-2.1",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "Beerware",
        "Bitstream-Vera",
        "CC-BY-4.0",
        "CC0-1.0",
        "FTL",
        "GPL-2.0-or-later",
        "GPL-3.0-only",
        "GPL-3.0-or-later",
        "HPND",
        "HPND-sell-variant",
        "ICU",
        "IJG",
        "ISC",
        "LGPL-2.0-or-later",
        "LGPL-2.1-only",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "LGPL-3.0-or-later",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MIT-open-group",
        "MPL-2.0",
        "PSF-2.0",
        "Sleepycat",
        "X11",
        "X11-distribute-modifications-variant",
        "Zlib",
        "blessing",
        "bzip2-1.0.6",
        "libpng-2.0",
        "libtiff",
    }
)

# Licences outside that list that do not stop a build: component, licence, what there is to know.
EXCEPTIONS = {
    ("Intel oneMKL", "LicenseRef-Intel-Simplified-Software"): (
        "compiled into torch by its authors; it may be passed on unchanged, but is not free "
        "software: whether it may be together with PyQt5 (GPL) is for whoever does so to settle"
    ),
    ("Intel OpenMP runtime", "LicenseRef-Intel-Simplified-Software"): (
        "comes with torch from its authors; it may be passed on unchanged, but is not free "
        "software: whether it may be together with PyQt5 (GPL) is for whoever does so to settle"
    ),
    ("liblzma5", "LicenseRef-Public-Domain"): (
        "its authors put it into the public domain, for which SPDX has no identifier"
    ),
    ("Visual C++ runtime", "LicenseRef-Microsoft-Visual-C-Runtime"): (
        "a system library of Windows in the sense of section 1 of the GPL; redistributed under "
        "the terms of Visual Studio"
    ),
    ("Direct3D compiler", "LicenseRef-Microsoft-Direct3D-Compiler"): (
        "a system library of Windows in the sense of section 1 of the GPL"
    ),
}

# Libraries whose package does not hold their licence text: name of the text in licences/.
TEXT_OF_ITS_OWN = {
    "AsmJit": "AsmJit",
    "CharLS": "CharLS",
    "HiGHS": "HiGHS",
    "ICU": "ICU",
    "ITT API": "ITT API",
    "Intel OpenMP runtime": "Intel Simplified Software License",
    "Intel oneMKL": "Intel Simplified Software License",
    "JSON for Modern C++": "JSON for Modern C++",
}

# Components whose licence text comes from elsewhere: SPDX id of the text, reason.
TEXT_ELSEWHERE = {
    "PyQt5": ("GPL-3.0-only", "the text is that of this program, which lies next to it as LICENSE"),
    "pyjpegls": ("MIT", "neither its package nor its source archive carries a licence file"),
}
