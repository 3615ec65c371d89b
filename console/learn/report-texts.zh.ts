import type { Dictionary } from '#parts';
import type { alarmsEn, analysisEn, matchedEn, returnEn, segmentsEn, sharesEn, warningsEn } from './report-texts.en.ts';

export const analysisZh: Dictionary<typeof analysisEn> = {
  title: '每个实验组与指标',
  about: '已按活动前的差异（上月收入）和分层调整；p 值为全部比较合并后的值（Holm）。',
  weaker: '证据较弱',
  randomised: '随机分组',
  metric: '指标',
  success: '成功',
  revenue: '每个目标的收入',
  plain: '未调整 {{value}}，共 {{n}}',
  p: '调整后 p',
  anyLook: '随时可看',
  anyLookP: '随时可看的 p：{{p}}',
  chance: '胜过对照的概率',
  loss: '预期损失',
  method: '估计方法',
  pairs: '{{pairs}} 对',
  methods: {
    proportions: '比例之差',
    welch: '均值之差（Welch）',
    'ratio-delta': '比值（delta 法）',
    winsorised: '大额截尾',
    cuped: '按以往调整（CUPED）',
    'post-stratified': '分层',
    'cluster-robust-cr1': '以组为单位',
    normal: '正态',
    paired: '配对差值',
    'matched-nearest-propensity': '按被营销概率匹配',
  },
  explained: '方差减少 {{share}}',
};

export const segmentsZh: Dictionary<typeof segmentsEn> = {
  title: '对谁有效',
  none: '没有可比较的部分',
  noneAdvice: '请换一个维度：此维度有对照组的部分少于两个。',
  differ: '效果并非处处相同（p = {{p}}）',
  alike: '仅凭偶然也会有这样的差别（p = {{p}}）',
  note: '效果按偶然能解释的程度向均值收缩；真实效果相差约 {{sd}}。表中另有未收缩的数值。',
  own: '单独估计',
  shrunken: '收缩后',
};

export const alarmsZh: Dictionary<typeof alarmsEn> = {
  title: '结果可信吗？',
  sizeOf: '{{arm}} {{n}}（预期 {{expected}}）',
  balance: '活动之前',
  balanced: '{{arm}}：此前（{{covariate}}）相近，相差 {{difference}}（p = {{p}}）。',
  unbalanced: '{{arm}}：此前（{{covariate}}）已相差 {{difference}}（p = {{p}}）。这不是偶然，请查明原因。',
  novelty: '能持续吗？',
  noveltyWaits: '结果窗口结束后才能判断。',
  noveltyOf: {
    lasting: '{{arm}}：窗口前半 {{early}}，后半 {{late}}（p = {{p}}）。',
    fading: '{{arm}}：效果在减弱，窗口前半 {{early}}，后半 {{late}}（p = {{p}}）。',
    'brought-forward': '{{arm}}：前半 {{early}}，后半 {{late}}。订单只是提前了，并没有增多。',
  },
};

export const returnZh: Dictionary<typeof returnEn> = {
  title: '花费与回报',
  customers: '从客户群到带来的成功',
  yuan: '从带来的收入到利润',
  unit: { customers: '客户', yuan: '元' },
  step: '环节',
  steps: {
    audience: '客户群',
    excluded: '剔除',
    control: '对照组',
    targets: '目标客户',
    contacted: '已接触',
    successes: '成功',
    'incremental-successes': '比不做多出',
    'incremental-revenue': '增加的收入',
    'incremental-margin': '增加的毛利',
    contacts: '接触费用',
    rewards: '奖励',
    fixed: '固定费用',
    profit: '利润',
  },
  definitions: '各种口径的回报',
  called: '名称',
  formula: '口径',
  value: '数值',
  of: {
    'revenue-per-yuan': '每元费用的收入',
    'revenue-return': '收入回报率',
    'margin-return': '毛利回报率（ROI）',
    profit: '利润',
    'payback-months': '回收期',
  },
  how: {
    'revenue-per-yuan': '收入 ÷ 费用',
    'revenue-return': '（收入 − 费用）÷ 费用',
    'margin-return': '（毛利 − 费用）÷ 费用',
    profit: '毛利 − 费用',
    'payback-months': '费用 ÷ 每月毛利',
  },
  open: '未知',
  none: '没有对照，无法说明回报',
  months: '{{months}} 个月',
  costs: '费用：计划与实际',
  spent: '已花费',
  planned: '计划',
  left: '剩余',
};

export const sharesZh: Dictionary<typeof sharesEn> = {
  title: '下一波次的分配',
  about: '采用 Thompson 抽样：各实验组按目前数据下成为最优组的概率分配，且不低于十分之一，以便继续比较。对照组不变。',
  best: '成为最优组的概率',
  share: '占实验客户的比例',
};

export const matchedZh: Dictionary<typeof matchedEn> = {
  title: '活动前是否相似？',
  about:
    '{{treated}} 名实验客户各与一名同样可能被营销、但未被营销的客户配对：从 {{untreated}} 名中取 {{taken}} 名。只有客户宽表中已知的差异得到平衡，证据弱于对照组。',
  matchedRate: '匹配客户',
  covariate: '活动前已知',
  before: '匹配前差距（标准差）',
  after: '匹配后',
  alike: '是否相似',
  yes: '相似',
  no: '不相似',
};

export const warningsZh: Dictionary<typeof warningsEn> = {
  'weaker-evidence': '是否被营销并非随机决定，证据较弱：两组可能因其他原因本来就不同，或发生了不同变化。',
  'not-alike': '实验客户与匹配客户仍有差异：没有足够多相似的未营销客户。',
  'small-strata': '某组不足两个客户的分层未计入。',
  'too-few-clusters': '组数太少，无法给出区间。',
  'incomplete-pairs': '有的配对缺一方，未计入。',
  'few-clusters': '组数较少，区间会偏窄，请以旁边的置换检验为准。',
  'clusters-across-arms': '有的组跨多个实验组，已予考虑。',
  'sample-ratio': '各组人数不符合随机分配，请先查明原因再采信差异。',
  balance: '某实验组在活动之前就与对照组不同。',
  sampled: '客户太多，只匹配了其中的样本。',
};
