/** Names of places and people of the imaginary city, each in English and Chinese. */
type Pair = readonly [en: string, zh: string];

export const cityName: Pair = ['Lanhai', '岚海'];

export const branchNames: readonly Pair[] = [
  ['Gangkou', '港口'],
  ['Beitang', '北塘'],
  ['Xinwan', '新湾'],
  ['Gucheng', '古城'],
  ['Donghu', '东湖'],
  ['Shilin', '石林'],
  ['Yuehai', '悦海'],
  ['Nanpu', '南浦'],
  ['Chaoyang', '朝阳'],
  ['Qingshan', '青山'],
  ['Haibin', '海滨'],
  ['Lingang', '临港'],
  ['Wenchang', '文昌'],
  ['Jinsha', '金沙'],
  ['Longtan', '龙潭'],
  ['Baiyun', '白云'],
  ['Xihe', '西河'],
  ['Yanjiang', '沿江'],
];

const gridFirst: readonly Pair[] = [
  ['Dongfeng', '东风'],
  ['Jiefang', '解放'],
  ['Renmin', '人民'],
  ['Zhongshan', '中山'],
  ['Jianshe', '建设'],
  ['Heping', '和平'],
  ['Xinhua', '新华'],
  ['Guangming', '光明'],
  ['Changjiang', '长江'],
  ['Binjiang', '滨江'],
  ['Yingchun', '迎春'],
  ['Huayuan', '花园'],
  ['Fenghuang', '凤凰'],
  ['Mingzhu', '明珠'],
];
const gridSecond: readonly Pair[] = [
  ['Road', '路'],
  ['Street', '街'],
  ['Harbour', '港'],
  ['Garden', '苑'],
  ['Village', '村'],
  ['Bridge', '桥'],
  ['Market', '市场'],
  ['Park', '公园'],
  ['Bay', '湾'],
  ['Hill', '岭'],
  ['Campus', '学园'],
  ['Square', '广场'],
  ['Island', '岛'],
];
/** 14 × 13 names for 182 grids, each once. */
export function gridName(grid: number): Pair {
  const first = gridFirst[grid % 14];
  const second = gridSecond[(Math.floor(grid / 14) + grid) % 13];
  if (!first || !second) throw new Error(`There is no grid ${grid}.`);
  return [`${first[0]} ${second[0]}`, `${first[1]}${second[1]}`];
}

export const surnames: readonly Pair[] = (
  'Wang王 Li李 Zhang张 Liu刘 Chen陈 Yang杨 Zhao赵 Huang黄 Zhou周 Wu吴 Xu徐 Sun孙 Hu胡 Zhu朱 Gao高 Lin林 He何 Guo郭 Ma马 Luo罗 ' +
  'Liang梁 Song宋 Zheng郑 Xie谢 Han韩 Tang唐 Feng冯 Yu于 Dong董 Xiao萧'
)
  .split(' ')
  .map(pair);
export const givenNames: readonly Pair[] = (
  'Wei伟 Fang芳 Na娜 Min敏 Jing静 Li丽 Qiang强 Lei磊 Jun军 Yang洋 Yong勇 Yan艳 Jie杰 Juan娟 Tao涛 Ming明 Chao超 Xia霞 Ping平 Gang刚 ' +
  'Hui慧 Ning宁 Bo波 Xin欣 Yu宇 Ting婷 Hao浩 Kai凯 Lan岚 Mei梅 Rui瑞 Shan珊 Tian甜 Wen文 Xue雪 Ying颖 Zhi志 Chun春 Dan丹 Feng峰'
)
  .split(' ')
  .map(pair);

function pair(text: string): Pair {
  const cut = text.search(/[^A-Za-z]/);
  return [text.slice(0, cut), text.slice(cut)];
}
