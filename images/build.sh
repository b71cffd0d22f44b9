#!/usr/bin/env bash
# Makes the images of the operator and of compat, each for linux/arm64 and linux/amd64, out of Debian's packages and NuGet's: no registry is asked.
# What comes of it, in artifacts/images: an OCI archive of each image for each architecture, one of all architectures, and the SBOMs.
# usage: images/build.sh [ARCH]...      ARCH: arm64, amd64 (default: both)
# It needs, as Debian calls them: clang lld llvm buildah, and for arm64 on another machine gcc-aarch64-linux-gnu and libc6-dev-arm64-cross
# (for amd64 gcc-x86-64-linux-gnu and libc6-dev-amd64-cross).
set -euo pipefail
cd "$(dirname "$0")/.."

architectures=("${@:-arm64}")
[ $# -gt 0 ] || architectures=(arm64 amd64)
configuration=${CONFIGURATION:-Release}
out=$PWD/artifacts/images
version=$(dotnet msbuild src/StartOperator/StartOperator.csproj -getProperty:VersionPrefix)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
export SOURCE_DATE_EPOCH
mkdir -p "$out"

need() { command -v "$1" >/dev/null || { echo "images/build.sh: $1 is not here; install Debian's package $2" >&2; exit 1; }; }
need clang clang
need lld lld
need llvm-objcopy llvm
need buildah buildah

# The images live in a store of their own until they are archives.
store=$(mktemp -d "$out/store.XXXXXX")
trap 'rm -rf "$store"' EXIT
build() { command buildah --root "$store/root" --runroot "$store/run" --storage-driver vfs "$@"; }

runtime() { case $1 in amd64) echo linux-x64 ;; *) echo "linux-$1" ;; esac; }

publish() { # PROJECT ARCH [PROPERTY]... -> $out/ARCH/PROJECT, and in $out/ARCH/PROJECT.assets.json what it was restored from
  local project=$1 arch=$2
  shift 2
  mkdir -p "$out/$arch"
  dotnet restore "src/$project" -r "$(runtime "$arch")" "$@"
  cp "src/$project/obj/project.assets.json" "$out/$arch/$project.assets.json"
  dotnet publish "src/$project" -c "$configuration" -r "$(runtime "$arch")" -o "$out/$arch/$project" "$@"
}

sbom() { # PROJECT ARCH NAME [STATUS]...
  local project=$1 arch=$2 name=$3 status
  shift 3
  local debian=()
  for status in "$@"; do debian+=(--debian "$status"); done
  dotnet "src/StartOperator.Distribution/bin/$configuration/net10.0/distribution.dll" sbom \
    --assets "$out/$arch/$project.assets.json" --runtime "$(runtime "$arch")" --name "$name" "${debian[@]}" --output "$out/$name-$arch.cdx.json"
}

# What an operator needs of an operating system: the C library, OpenSSL, and the certificate authorities that are commonly trusted. No shell, no packages.
debian() { # ARCH ROOT
  local arch=$1 root=$2 work=$out/debian-$1 openssl package unpacked
  rm -rf "$work/packages" "$work/unpacked"
  mkdir -p "$work"/{lists/partial,cache/archives/partial,packages,unpacked}
  : >"$work/status"
  local apt=(-o "Dir::State=$work" -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache"
    -o "APT::Architecture=$arch" -o "APT::Architectures::=$arch" -o APT::Sandbox::User=root -qq)
  apt-get "${apt[@]}" update
  mkdir -p "$root"/{etc/ssl/certs,var/lib/dpkg/status.d,usr/share/doc,tmp}
  # Debian 13 and Ubuntu 24.04 call OpenSSL's library otherwise than Debian 12 does.
  openssl=libssl3t64
  if [[ $(apt-cache "${apt[@]}" show libssl3 2>/dev/null) == *"Package: libssl3"* ]]; then openssl=libssl3; fi
  for package in libc6 "$openssl" ca-certificates; do
    (cd "$work/packages" && apt-get "${apt[@]}" download "$package")
    unpacked=$work/unpacked/$package
    dpkg-deb -x "$work/packages/$package"_*.deb "$unpacked"
    dpkg-deb -f "$work/packages/$package"_*.deb >"$root/var/lib/dpkg/status.d/$package"
    mkdir -p "$root/usr/share/doc/$package"
    cp "$unpacked/usr/share/doc/$package/copyright" "$root/usr/share/doc/$package/"
  done
  local name library
  for name in ld-linux-aarch64.so.1 ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libssl.so.3 libcrypto.so.3; do
    for library in $(cd "$work/unpacked" && find . -name "$name" \( -type f -o -type l \) | sed 's|^\./[^/]*/||'); do
      mkdir -p "$root/$(dirname "$library")"
      cp -a "$work"/unpacked/*/"$library" "$root/$library"
    done
  done
  # Where Debian keeps everything below /usr, the loader is asked for at its old place all the same.
  for name in lib lib64; do
    if [ ! -e "$root/$name" ] && [ -d "$root/usr/$name" ]; then ln -s "usr/$name" "$root/$name"; fi
  done
  find "$work/unpacked/ca-certificates/usr/share/ca-certificates/mozilla" -name '*.crt' | sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"
  printf 'nonroot:x:65532:65532::/:/nonexistent\n' >"$root/etc/passwd"
  printf 'nonroot:x:65532:\n' >"$root/etc/group"
  cp /etc/os-release "$root/etc/os-release"
  chmod 1777 "$root/tmp"
}

image() { # NAME ARCH ROOT PROGRAM TITLE DESCRIPTION
  local name=$1 arch=$2 root=$3 program=$4 title=$5 description=$6 container
  container=$(build from --arch "$arch" scratch)
  build copy -q "$container" "$root" / >/dev/null
  build config --os linux --arch "$arch" --user 65532:65532 --workingdir / --entrypoint "[\"$program\"]" --cmd '' \
    --label "org.opencontainers.image.title=$title" \
    --label "org.opencontainers.image.description=$description" \
    --label "org.opencontainers.image.version=$version" \
    --label "org.opencontainers.image.revision=$revision" \
    --label "org.opencontainers.image.created=$created" \
    --label "org.opencontainers.image.vendor=StartOperator" \
    --label "org.opencontainers.image.base.name=scratch" \
    "$container"
  build commit -q --rm --timestamp "$SOURCE_DATE_EPOCH" --format oci "$container" "localhost/$name:$version-$arch" >/dev/null
  rm -f "$out/$name-$arch.tar"
  build push -q "localhost/$name:$version-$arch" "oci-archive:$out/$name-$arch.tar:localhost/$name:$version"
  build manifest inspect "localhost/$name:$version" >/dev/null 2>&1 || build manifest create "localhost/$name:$version" >/dev/null
  build manifest add --arch "$arch" "localhost/$name:$version" "localhost/$name:$version-$arch" >/dev/null
}

dotnet build src/StartOperator.Distribution -c "$configuration"

for arch in "${architectures[@]}"; do
  publish StartOperator "$arch" -p:PublishAot=true
  root=$store/operator-$arch
  mkdir -p "$root"
  debian "$arch" "$root"
  cp "$out/$arch/StartOperator/start-operator" "$root/start-operator"
  chmod 755 "$root/start-operator"
  sbom StartOperator "$arch" start-operator "$root"/var/lib/dpkg/status.d/*
  mkdir -p "$root/usr/share/sbom"
  cp "$out/start-operator-$arch.cdx.json" "$root/usr/share/sbom/start-operator.cdx.json"
  image start-operator "$arch" "$root" /start-operator StartOperator "Runs StartOS 0.3.x service packages on Kubernetes ($suite's C library and OpenSSL)"

  publish StartOperator.Compat "$arch"
  root=$store/compat-$arch
  mkdir -p "$root"
  cp "$out/$arch/StartOperator.Compat/compat" "$root/compat"
  chmod 755 "$root/compat"
  sbom StartOperator.Compat "$arch" start-operator-compat
  mkdir -p "$root/usr/share/sbom"
  cp "$out/start-operator-compat-$arch.cdx.json" "$root/usr/share/sbom/start-operator-compat.cdx.json"
  image start-operator-compat "$arch" "$root" /compat "StartOperator compat" "Lays out the assets of StartOS packages in their pods"
done

for name in start-operator start-operator-compat; do
  rm -f "$out/$name.tar"
  build manifest push -q --all "localhost/$name:$version" "oci-archive:$out/$name.tar:localhost/$name:$version" >/dev/null
done

(cd "$out" && ls -l --block-size=K ./*.tar ./*.cdx.json | awk '{print $5, $9}')
