import type { Dictionary } from '#parts';
import { campaignProblems, zh as act } from '../act/texts.zh.ts';
import { zh as home } from '../home/texts.zh.ts';
import { zh as know } from '../know/texts.zh.ts';
import { zh as learn } from '../learn/texts.zh.ts';
import { ruleProblems, zh as understand } from '../understand/texts.zh.ts';
import type { en } from './texts.en.ts';

export const zh: Dictionary<typeof en> = {
  home,
  know,
  understand,
  act,
  learn,
  app: {
    home: '首页',
    rooms: '功能区',
    skip: '跳到正文',
    away: '正在重新连接',
    awayAdvice: '与服务器的连接已中断，恢复之前数字可能不是最新的。',
    logOut: '退出登录',
    theme: { light: '浅色', dark: '深色', system: '跟随系统' },
    notFound: '此地址没有内容',
    notFoundAdvice: '链接可能已失效或输入有误。',
    toHome: '返回首页',
    cancel: '取消',
    period: '账期',
    language: '语言',
    total: '共 {{shown}} 条',
  },
  rooms: { know: '数据', understand: '洞察', plan: '计划', act: '执行', learn: '评估' },
  screens: {
    loads: '数据加载',
    fields: '客户宽表',
    organisation: '组织机构',
    audiences: '目标客户群',
    campaigns: '营销活动',
    reports: '活动成效',
  },
  roles: {
    administrator: '管理员',
    analyst: '数据分析员',
    planner: '营销策划',
    approver: '审批人',
    'grid-manager': '网格经理',
    frontline: '末端营销经理',
    executive: '领导',
  },
  logIn: {
    title: '登录',
    about: '从了解客户，到证明营销的真实成效。',
    login: '用户名',
    loginMissing: '请输入用户名',
    password: '密码',
    passwordMissing: '请输入密码',
    act: '登录',
  },
  problems: {
    ...ruleProblems,
    ...campaignProblems,
    'wrong-login': '用户名或密码错误',
    'account-closed': '此账号已停用',
    'no-session': '您尚未登录',
    'too-many-attempts': '尝试次数过多，请稍候再试',
    'not-allowed': '您没有此项操作的权限',
    'no-such-address': '此地址没有内容',
    'no-such-job': '该任务已不存在',
    'request-invalid': '提交的内容有误',
    'request-unreadable': '提交的内容无法读取',
    'job-failed': '任务失败',
    'job-lost-its-worker': '服务器停止，任务中断',
  },
};
