import { readRelative, type Estimate, type Report } from '#contract';

type Language = 'en' | 'zh';

const words = {
  en: {
    title: 'What it earned',
    rate: 'Success rate',
    lift: 'Lift against control',
    relative: 'Relative lift',
    atLeast: 'at least × ',
    nearNothing: 'control is nearly nothing',
    gained: 'Successes gained',
    revenue: 'Revenue gained, yuan',
    cost: 'Cost, yuan',
    profit: 'Gross profit, yuan',
    roi: 'Return on investment',
    sample: 'Sample ratio, p',
    arm: 'Arm',
    targets: 'Targets',
    contacted: 'Contacted',
    claimed: 'Claimed',
    successes: 'Successes',
    control: 'control',
    excluded: 'Who got nothing, and why',
    customers: 'Customers',
    interval: 'with 95% interval',
    treated: 'treated',
    cuts: {
      arm: 'Arm',
      wave: 'Wave',
      org_unit: 'Branch',
      grid: 'Grid',
      manager: 'Manager',
      offer: 'Offer',
      channel: 'Channel',
      segment: 'Segment',
    },
  },
  zh: {
    title: '营销成效',
    rate: '成功率',
    lift: '相对对照组的提升',
    relative: '相对提升',
    atLeast: '至少 × ',
    nearNothing: '对照组接近于零',
    gained: '增量成功数',
    revenue: '增量收入（元）',
    cost: '成本（元）',
    profit: '毛利（元）',
    roi: '投资回报率',
    sample: '样本比例检验 p 值',
    arm: '分组',
    targets: '目标客户',
    contacted: '已接触',
    claimed: '上报成功',
    successes: '成功',
    control: '对照组',
    excluded: '未安排的客户及原因',
    customers: '客户数',
    interval: '含 95% 置信区间',
    treated: '实验组',
    cuts: {
      arm: '实验组',
      wave: '营销波次',
      org_unit: '分公司',
      grid: '网格',
      manager: '营销经理',
      offer: '销售品',
      channel: '渠道',
      segment: '客户分群',
    },
  },
} as const;

const style = `
:root{--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--accent:#0F766E;--band:#0F766E33;--grey:#7b8794;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaef;--soft:#9aa5b1;--line:#2d3640;--accent:#2DD4BF;--band:#2DD4BF33;--grey:#8b97a4;--paper:#12171d}}
body{margin:0 auto;max-width:960px;padding:32px 20px;background:var(--paper);color:var(--ink);font:14px/1.5 Inter,"PingFang SC","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:28px;margin:0}h2{font-size:16px;margin:32px 0 8px}p{color:var(--soft);margin:4px 0}
table{border-collapse:collapse;width:100%;line-height:1.25}th,td{padding:7px 8px;border-bottom:1px solid var(--line);text-align:right}th:first-child,td:first-child{text-align:left}th{color:var(--soft);font-weight:500}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:16px}dt{color:var(--soft)}dd{margin:0;font-size:20px}dd small{display:block;font-size:12px;color:var(--soft)}
.caveat{border-left:3px solid #b7791f;padding:4px 12px;margin:12px 0;color:var(--ink)}svg{width:100%;height:auto}text{fill:var(--ink);font-size:12px}.scroll{overflow-x:auto}`;

/** The report as one page that needs nothing else: no script, no font, no address. */
export async function* reportHtml(report: Report, language: Language): AsyncGenerator<string> {
  const t = words[language];
  const name = escape(report.campaign);
  yield `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${name} · Gridloop</title><style>${style}</style>`;
  yield `<h1>${name}</h1><p>${t.title} · ${report.period.from} – ${report.period.to} · ${t.interval}</p>`;
  for (const { message } of report.caveats) yield `<p class="caveat">${escape(message)}</p>`;
  yield figures(report, language);
  yield `<h2>${t.rate}</h2>${rateChart(report, language)}${armTable(report, language)}`;
  for (const [cut, blocks] of Object.entries(report.by)) {
    if (blocks.length === 0) continue;
    const title = t.cuts[cut as keyof typeof t.cuts];
    const withLift = blocks.filter((block) => block.lift.absolute.estimate !== null).slice(0, 24);
    yield `<h2>${t.lift}: ${title}</h2>${withLift.length > 1 ? liftChart(withLift, language) : ''}${cutTable(blocks, title, language)}`;
  }
  if (report.exclusions.length > 0) {
    yield `<h2>${t.excluded}</h2><table><tr><th></th><th>${t.customers}</th></tr>${report.exclusions.map(({ reason, count }) => `<tr><td>${escape(reason)}</td><td>${integer(count)}</td></tr>`).join('')}</table>`;
  }
}

function figures(report: Report, language: Language): string {
  const t = words[language];
  const { lift, incremental, cost } = report;
  const items: (readonly [string, string])[] = [
    [t.lift, mapped(lift.absolute, percent)],
    [t.relative, relativeText(lift.relative, t)],
    [t.gained, mapped(incremental.successes, integer)],
    [t.revenue, mapped(incremental.revenue, integer)],
    [t.cost, integer(cost.total)],
    [t.profit, report.profit === null ? '–' : integer(report.profit)],
    [t.roi, report.roi === null ? '–' : percent(report.roi)],
    [t.sample, report.sample_ratio.p === null ? '–' : report.sample_ratio.p.toFixed(3)],
  ];
  return `<dl>${items.map(([label, value]) => `<div><dt>${label}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

function relativeText(relative: Estimate, t: (typeof words)[Language]): string {
  const read = readRelative(relative);
  if (read.told === 'percent') return mapped(relative, percent);
  return `${read.told === 'at-least' ? `${t.atLeast}${read.times.toFixed(1)}` : '–'}<small>${t.nearNothing}</small>`;
}

function mapped({ estimate, low, high }: Estimate, format: (x: number) => string): string {
  if (estimate === null) return '–';
  return `${format(estimate)}${low === null || high === null ? '' : `<small>${format(low)} – ${format(high)}</small>`}`;
}

/** One line an arm: the interval as a band, the estimate as a point; control always grey. */
function rateChart(report: Report, language: Language): string {
  const most = Math.max(0.01, ...report.arms.map((arm) => arm.rate.high ?? 0));
  const x = (value: number) => 140 + (value / most) * 560;
  const rows = report.arms.map((arm, i) => {
    const { estimate, low, high } = arm.rate;
    if (estimate === null || low === null || high === null) return '';
    const colour = arm.arm === 'control' ? 'var(--grey)' : 'var(--accent)';
    const y = 20 + i * 32;
    return `<text x="0" y="${y + 4}">${escape(arm.arm === 'control' ? words[language].control : arm.arm)}</text><line x1="140" x2="700" y1="${y}" y2="${y}" stroke="var(--line)"/><rect x="${x(low)}" width="${Math.max(2, x(high) - x(low))}" y="${y - 8}" height="16" rx="3" fill="${colour}" opacity=".3"/><circle cx="${x(estimate)}" cy="${y}" r="5" fill="${colour}"/><text x="712" y="${y + 4}">${percent(estimate)}</text>`;
  });
  return `<svg viewBox="0 0 780 ${report.arms.length * 32 + 8}" role="img" aria-label="${words[language].rate}">${rows.join('')}</svg>`;
}

type Part = Report['by'][keyof Report['by']][number];
const nameOf = ({ key, name }: Part, language: Language): string => name?.[language] || key;

/** Differences to control with their intervals, zero drawn thick. */
function liftChart(blocks: readonly Part[], language: Language): string {
  const bounds = blocks.flatMap(({ lift }) => [lift.absolute.low ?? 0, lift.absolute.high ?? 0, 0]);
  const [least, most] = [Math.min(...bounds), Math.max(...bounds, 0.001)];
  const x = (value: number) => 160 + ((value - least) / (most - least)) * 540;
  const rows = blocks.map((part, i) => {
    const { absolute } = part.lift;
    const y = 14 + i * 22;
    return `<text x="0" y="${y + 4}">${escape(nameOf(part, language).slice(0, 22))}</text><rect x="${x(absolute.low ?? 0)}" width="${Math.max(1, x(absolute.high ?? 0) - x(absolute.low ?? 0))}" y="${y - 6}" height="12" rx="2" fill="var(--band)"/><circle cx="${x(absolute.estimate ?? 0)}" cy="${y}" r="4" fill="var(--accent)"/><text x="712" y="${y + 4}">${percent(absolute.estimate ?? 0)}</text>`;
  });
  const height = blocks.length * 22 + 8;
  return `<svg viewBox="0 0 780 ${height}" role="img"><line x1="${x(0)}" x2="${x(0)}" y1="0" y2="${height}" stroke="var(--ink)" stroke-width="2.5"/>${rows.join('')}</svg>`;
}

function armTable(report: Report, language: Language): string {
  const t = words[language];
  const rows = report.arms.map(
    (arm) =>
      `<tr><td>${escape(arm.arm === 'control' ? t.control : arm.arm)}</td><td>${integer(arm.targets)}</td><td>${integer(arm.contacted)}</td><td>${integer(arm.claimed)}</td><td>${integer(arm.successes)}</td><td>${interval(arm.rate, percent)}</td></tr>`,
  );
  return `<table><tr><th>${t.arm}</th><th>${t.targets}</th><th>${t.contacted}</th><th>${t.claimed}</th><th>${t.successes}</th><th>${t.rate}</th></tr>${rows.join('')}</table>`;
}

function cutTable(blocks: readonly Part[], title: string, language: Language): string {
  const t = words[language];
  const rows = blocks.map((block) => {
    const treated = block.arms.filter((arm) => arm.arm !== 'control').reduce((sum, arm) => sum + arm.targets, 0);
    return `<tr><td>${escape(nameOf(block, language))}</td><td>${integer(treated)}</td><td>${interval(block.lift.absolute, percent)}</td><td>${interval(block.incremental.successes, integer)}</td><td>${integer(block.cost.total)}</td><td>${block.profit === null ? '–' : integer(block.profit)}</td></tr>`;
  });
  return `<div class="scroll"><table><tr><th>${title}</th><th>${t.treated}</th><th>${t.lift}</th><th>${t.gained}</th><th>${t.cost}</th><th>${t.profit}</th></tr>${rows.join('')}</table></div>`;
}

function interval({ estimate, low, high }: Estimate, format: (x: number) => string): string {
  if (estimate === null) return '–';
  return low === null || high === null ? format(estimate) : `${format(estimate)} [${format(low)}, ${format(high)}]`;
}

const percent = (x: number) => `${(x * 100).toFixed(1)}%`;
const integer = (x: number) => Math.round(x).toLocaleString('en-US');
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
