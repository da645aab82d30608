// Renders the page's icon as the PNG files that the packages need: node build/icons/render.ts CHROMIUM
import { chromium } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const sizes = [16, 32, 48, 64, 128, 256, 512, 1024];
const here = fileURLToPath(new URL('.', import.meta.url));
const svg = readFileSync(new URL('../../renderer/public/icon.svg', import.meta.url), 'utf8');

const executablePath = process.argv[2];
const browser = await chromium.launch(executablePath ? { executablePath } : {});
const page = await browser.newPage({ viewport: { width: 1024, height: 1024 } });
for (const size of sizes) {
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  const clip = { x: 0, y: 0, width: size, height: size };
  await page.screenshot({ path: `${here}${size}x${size}.png`, clip, omitBackground: true });
}
await browser.close();
