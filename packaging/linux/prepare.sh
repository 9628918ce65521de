#!/bin/sh
# Check what a Debian or Ubuntu machine must have before Retivasc can run from source.
#   prepare.sh python PYTHON   python3 -m venv works
#   prepare.sh qt VENV         the libraries that Qt's wheel expects from the system are there
#   prepare.sh test            a virtual screen with mouse and keyboard, other makers' archives, a validator of DICOM,
#                              a database server, a browser; without them their tests are skipped
#   prepare.sh build           what makes the packages, and the libraries that the bundle takes from the system
#   prepare.sh package-test    what tests them; without it those tests are skipped
# As root the missing packages are installed; otherwise the one line to type is printed.
set -eu

install() {
    echo "Missing system packages: $*"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        echo "Please type:  sudo apt-get install $*" >&2
        exit 1
    fi
}

package_of() {
    case "$1" in
        libdbus-1.so.*) echo libdbus-1-3 ;;
        libEGL.so.*) echo libegl1 ;;
        libGL.so.*) echo libgl1 ;;
        libfontconfig.so.*) echo libfontconfig1 ;;
        libfreetype.so.*) echo libfreetype6 ;;
        libgthread-2.0.so.* | libglib-2.0.so.*) glib ;;
        libX11-xcb.so.*) echo libx11-xcb1 ;;
        libX11.so.*) echo libx11-6 ;;
        libxcb-icccm.so.*) echo libxcb-icccm4 ;;
        libxcb-image.so.*) echo libxcb-image0 ;;
        libxcb-keysyms.so.*) echo libxcb-keysyms1 ;;
        libxcb-randr.so.*) echo libxcb-randr0 ;;
        libxcb-render-util.so.*) echo libxcb-render-util0 ;;
        libxcb-render.so.*) echo libxcb-render0 ;;
        libxcb-shape.so.*) echo libxcb-shape0 ;;
        libxcb-shm.so.*) echo libxcb-shm0 ;;
        libxcb-sync.so.*) echo libxcb-sync1 ;;
        libxcb-util.so.*) echo libxcb-util1 ;;
        libxcb-xfixes.so.*) echo libxcb-xfixes0 ;;
        libxcb-xinerama.so.*) echo libxcb-xinerama0 ;;
        libxcb-xkb.so.*) echo libxcb-xkb1 ;;
        libxcb.so.*) echo libxcb1 ;;
        libxkbcommon-x11.so.*) echo libxkbcommon-x11-0 ;;
        libxkbcommon.so.*) echo libxkbcommon0 ;;
        *) echo "Retivasc does not know which package holds $1; please install it." >&2 ;;
    esac
}

glib() { # renamed in Ubuntu 24.04 and Debian 13
    if apt-cache show libglib2.0-0t64 >/dev/null 2>&1; then echo libglib2.0-0t64; else echo libglib2.0-0; fi
}

check_python() {
    if ! "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "Retivasc needs Python 3.11 or newer; $1 is $("$1" --version)." >&2
        echo "Name a newer one:  make PYTHON=python3.12 run" >&2
        exit 1
    fi
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        install "python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
}

missing_libraries() {
    ldd "$1"/lib/python3*/site-packages/PyQt5/Qt5/plugins/platforms/libqxcb.so \
        "$1"/lib/python3*/site-packages/PyQt5/Qt5/lib/libQt5Widgets.so.5 |
        sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | grep -v '^libQt5' | sort -u
}

check_qt() {
    libraries=$(missing_libraries "$1" || true)
    [ -z "$libraries" ] && return
    packages=$(for library in $libraries; do package_of "$library"; done | sort -u)
    # shellcheck disable=SC2086 # one word a package is meant
    [ -z "$packages" ] || install $packages
    libraries=$(missing_libraries "$1" || true)
    [ -z "$libraries" ] && return
    echo "The window cannot start without these libraries:" $libraries >&2
    exit 1
}

check_test() {
    packages=""
    command -v Xvfb >/dev/null || packages="xvfb"
    command -v xdotool >/dev/null || packages="$packages xdotool"
    command -v storescp >/dev/null || packages="$packages dcmtk"
    command -v Orthanc >/dev/null || [ -x /usr/sbin/Orthanc ] || packages="$packages orthanc"
    [ -n "$(find /usr/lib/orthanc /usr/share/orthanc -name '*OrthancDicomWeb*' 2>/dev/null)" ] ||
        packages="$packages orthanc-dicomweb"
    command -v dciodvfy >/dev/null || packages="$packages dicom3tools"
    command -v chromium >/dev/null || packages="$packages chromium"
    [ -n "$(find /usr/lib/postgresql -name initdb 2>/dev/null)" ] || packages="$packages postgresql"
    [ -n "$packages" ] || return 0
    # shellcheck disable=SC2086 # one word a package is meant
    (install $packages) || echo "The tests that need them will be skipped."
}

is_installed() {
    [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_packages() {
    for package in "$@"; do # some were renamed in Ubuntu 24.04 and Debian 13
        is_installed "$package" || is_installed "${package}t64" || echo "$package"
    done
}

check_build() {
    packages=$(missing_packages binutils dpkg-dev patchelf xz-utils libcups2 libdbus-1-3 libegl1 libfontconfig1 \
        libfreetype6 libgl1 "$(glib)" libwayland-client0 libwayland-cursor0 libx11-6 libx11-xcb1 \
        libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 \
        libxcb-render0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 \
        libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0 libxkbcommon0)
    # shellcheck disable=SC2086 # one word a package is meant
    [ -z "$packages" ] || install $packages
}

check_package_test() {
    packages=$(missing_packages debootstrap desktop-file-utils imagemagick man-db nsis util-linux xdotool xvfb)
    # shellcheck disable=SC2086 # one word a package is meant
    [ -z "$packages" ] || (install $packages) || echo "Some tests of the packages will be skipped."
}

case "$1" in
    python) check_python "$2" ;;
    qt) check_qt "$2" ;;
    test) check_test ;;
    build) check_build ;;
    package-test) check_package_test ;;
esac
