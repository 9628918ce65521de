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
    (r"(^|/)libiomp5md\.dll$|(^|/)libomp", "LLVM OpenMP", "Apache-2.0 WITH LLVM-exception"),
    (r"(^|/)libuv\.dll$", "libuv", "MIT"),
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

# What is compiled into the extension modules of a package: name, version where known, licence.
BUILT_IN = {
    "pyjpegls": (("CharLS", "2.4.2", "BSD-3-Clause"),),
    "pylibjpeg-libjpeg": (("libjpeg of Thomas Richter", "", "GPL-3.0-only"),),
    "pylibjpeg-openjpeg": (("OpenJPEG", "", "BSD-2-Clause"),),
    "torch": (
        ("oneDNN", "3.12.0", "Apache-2.0"),
        ("Intel oneMKL", "2024.2", "LicenseRef-Intel-Simplified-Software"),
        ("FBGEMM", "", "BSD-3-Clause"),
        ("XNNPACK", "", "BSD-3-Clause"),
        ("SLEEF", "", "BSL-1.0"),
        ("Protocol Buffers", "", "BSD-3-Clause"),
    ),
}

# By binary package: the licence of the library, not of the tools of the same source.
DEBIAN = {
    "libavahi-client3": "LGPL-2.1-or-later",
    "libavahi-common3": "LGPL-2.1-or-later",
    "libbrotli1": "MIT",
    "libbsd0": "BSD-3-Clause AND BSD-2-Clause AND ISC AND MIT AND Beerware",
    "libbz2-1.0": "bzip2-1.0.6",
    "libcap2": "BSD-3-Clause OR GPL-2.0-only",
    "libcom-err2": "MIT",
    "libcups2": "Apache-2.0",
    "libdb5.3": "Sleepycat",
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
    "libncursesw6": "X11",
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
    "libtinfo6": "X11",
    "libtirpc3": "BSD-3-Clause",
    "libunistring2": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libuuid1": "BSD-3-Clause",
    "libx11-6": "MIT",
    "libx11-xcb1": "MIT",
    "libxau6": "MIT-open-group",
    "libxcomposite1": "MIT",
    "libxdmcp6": "MIT-open-group",
    "libxext6": "MIT",
    "libxkbcommon-x11-0": "MIT",
    "libxkbcommon0": "MIT",
    "libzstd1": "BSD-3-Clause OR GPL-2.0-only",
    "zlib1g": "Zlib",
}
DEBIAN_XCB = "X11"  # every package libxcb-*

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
        "MIT-CMU",
        "MIT-open-group",
        "MPL-2.0",
        "PSF-2.0",
        "Sleepycat",
        "X11",
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
    ("Visual C++ runtime", "LicenseRef-Microsoft-Visual-C-Runtime"): (
        "a system library of Windows in the sense of section 1 of the GPL; redistributed under "
        "the terms of Visual Studio"
    ),
    ("Direct3D compiler", "LicenseRef-Microsoft-Direct3D-Compiler"): (
        "a system library of Windows in the sense of section 1 of the GPL"
    ),
}

# Libraries whose package does not hold their licence text; it lies in licences/ under their name.
TEXT_OF_ITS_OWN = ("CharLS", "ICU", "Intel oneMKL")

# Components whose licence text comes from elsewhere: SPDX id of the text, reason.
TEXT_ELSEWHERE = {
    "PyQt5": ("GPL-3.0-only", "the text is that of this program, which lies beside as LICENSE"),
    "pyjpegls": ("MIT", "neither its package nor its source archive carries a licence file"),
}
