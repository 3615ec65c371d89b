import type { Dictionary } from '#parts';
import type { en } from './texts.en.ts';

export const zh: Dictionary<typeof en> = {
  title: '首页',
  hello: '{{name}}，您好',
  needs: '等待我处理',
  needsNothing: '目前没有等待您处理的事项。',
  running: '执行中的活动进展',
  runningMore: '全部活动',
  noneRunning: '没有正在执行的活动',
  noneRunningAdvice: '从目标客户群开始：编写规则，即时看到选中的客户数。',
  writeRule: '编写规则',
  stuck: '卡在哪里',
  stuckAbout_other: '{{count}} 个执行中的活动合计。加框的一步相对上一步保留的比例最小。',
  stuckNothing: '工单下发后显示。',
  needsApproval: '等待审批',
  needsSchedule: '已批准，等待排产',
  needsRelease: '第 {{wave}} 波等待下发，{{day}}开始',
  needsResume: '已暂停',
  needsLoad: '最近一次加载被拒绝',
  look: '查看',
  done: '完成率',
  accepted: '接受率',
  lift: '相对对照组提升',
  profit: '目前利润',
  ofMany: '{{part}} / {{whole}}',
};
