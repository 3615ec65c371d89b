import type { Dictionary } from './language.ts';
import type { en } from './texts.en.ts';

export const zh: Dictionary<typeof en> = {
  states: {
    retry: '重试',
    details: '问题所在',
    incident: '事件编号 {{incident}}，求助时请提供此编号。',
    place: '位置：{{place}}',
    suggestion: '您是否想写 {{suggestion}}？',
    adviceInvalid: '请修改标出的内容后重试。',
    adviceUnauthenticated: '会话已结束，请重新登录。',
    adviceForbidden: '请向管理员申请权限，或返回上一页。',
    adviceMissing: '它可能已被删除，或不在您的组织范围内。',
    adviceConflict: '他人已先操作，或状态已改变，请重新加载。',
    adviceLimit: '请稍候再试。',
    adviceUnavailable: '服务器没有响应，系统会自动重试。',
    fault: '本页出现了错误',
    adviceFault: '请重新加载页面。如再次出现，请把操作过程告知管理员。',
    unreachable: '无法连接服务器',
    loading: '加载中',
  },
  estimate: {
    interval: '95% 置信区间 {{low}} 至 {{high}}',
    exact: '{{value}}，95% 置信区间 {{low}} 至 {{high}}',
    n: 'n = {{n}}',
    unknown: '尚不可知',
    between: '{{low}} 至 {{high}}',
    atLeast: '至少 {{times}} 倍',
    nearNothing: '对照组接近于零',
  },
  chart: {
    showTable: '表格',
    showChart: '图表',
    view: '显示方式',
    downloadTable: '下载 CSV',
    downloadPicture: '下载图片',
    empty: '暂无可绘制的数据',
  },
  map: {
    unknown: '未知',
    closer: '放大',
    wider: '缩小',
    whole: '显示全图',
  },
  number: { points: '个百分点', none: '–' },
  funnel: { ofPrevious: '占上一步 {{share}}' },
  problems: {
    fault: '服务器出现了错误',
    'unexpected-answer': '服务器返回了本页无法识别的内容',
  },
};
