import type { Browser, Page } from 'playwright-core';

/** Pictures of every screen of the field app, at the size of a small phone: both languages, light and dark. */
const looks = (['zh', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({ name: `field-${language}-${theme}`, language, theme })),
);
const phone = { width: 360, height: 740 };

interface Given {
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly out: string;
  readonly look?: string | undefined;
}

export async function fieldScreens(browser: Browser, given: Given): Promise<number> {
  let count = 0;
  for (const look of looks.filter(({ name }) => given.look === undefined || name === given.look)) {
    const context = await browser.newContext({
      viewport: phone,
      locale: look.language === 'zh' ? 'zh-CN' : 'en-GB',
      colorScheme: look.theme,
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.log(look.name, page.url(), error.message));
    page.on('console', (message) => message.type() === 'error' && console.log(look.name, page.url(), message.text()));
    const shoot = async (name: string, fullPage = false) => {
      await page.waitForTimeout(400);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (sideways > 0) console.log(`${look.name} ${name}: ${sideways} px too wide`);
      await page.screenshot({ path: `${given.out}/${name}.${look.name}.png`, fullPage });
      count++;
    };
    await walk(page, given, shoot);
    await context.close();
  }
  return count;
}

type Shoot = (name: string, fullPage?: boolean) => Promise<void>;

/** Through the app as a person goes, without leaving a trace: nothing that is recorded here is ever sent. */
async function walk(page: Page, given: Given, shoot: Shoot): Promise<void> {
  await page.goto(`${given.url}/field/`);
  await page.locator('input[name=login]').waitFor();
  await shoot('field-log-in');
  await page.locator('input[name=login]').fill(given.login);
  await page.locator('input[name=password]').fill('not-this-one');
  await page.locator('button[type=submit]').click();
  await page.locator('[role=alert]').waitFor();
  await shoot('field-log-in-wrong');
  await page.locator('input[name=password]').fill(given.password);
  await page.locator('button[type=submit]').click();
  await page.locator('.f-row, .gl-state').first().waitFor();
  await shoot('field-today');
  await shoot('field-today-whole', true);
  await page.context().setOffline(true);
  await page.locator('input[type=search]').fill('东风路1');
  await shoot('field-search');
  await page.locator('input[type=search]').fill('nobody of this name');
  await shoot('field-search-empty');
  await page.locator('.f-search button').click();
  await order(page, shoot);
  for (const place of ['map', 'ask', 'me', 'points', 'queue']) {
    await page.goto(`${given.url}/field/#/${place}`);
    await shoot(`field-${place}`);
    await shoot(`field-${place}-whole`, true);
  }
  await page.goto(`${given.url}/field/#/me`);
  await page.locator('.f-quiet').click();
  await shoot('field-log-out', true);
  await page.goto(`${given.url}/field/#/order/nothing.1`);
  await shoot('field-order-missing');
}

async function order(page: Page, shoot: Shoot): Promise<void> {
  await page.locator('.f-next-body, .f-day[open] .f-row').first().click();
  await page.locator('.f-who').waitFor();
  await shoot('field-order');
  await shoot('field-order-whole', true);
  await page.locator('.f-thumb a[href*=result]').first().click();
  await page.locator('.f-tile').first().waitFor();
  await shoot('field-result');
  for (const [i, name] of ['accepted', 'considering', 'declined'].entries()) {
    await page.locator('.f-tile').nth(i).click();
    await shoot(`field-result-${name}`);
  }
  await page.locator('.f-choice').first().click();
  await page.locator('.f-toast').waitFor();
  await shoot('field-undo');
}
