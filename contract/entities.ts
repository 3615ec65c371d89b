/**
 * The standard entities that feeds are mapped into, and their standard fields: the one place that documents them.
 * A manifest may add any further field. Money is in the unit written (yuan as decimals in feeds and records of usage;
 * integer fen only in the product's own budgets and costs).
 */
export type FieldType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'instant';

export interface EntityField {
  readonly type: FieldType;
  readonly unit?: string;
  readonly label: { readonly en: string; readonly zh: string };
}
export interface Entity {
  readonly label: { readonly en: string; readonly zh: string };
  /** Monthly entities need a period and are replaced month by month; the others are snapshots, the newest one counts. */
  readonly monthly: boolean;
  /** Not part of the customer record: a load of it leaves the record as it is. */
  readonly besideRecord?: true;
  /** The fields that name a row within its feed and period; a second row with the same key is a duplicate. */
  readonly key: readonly string[];
  readonly fields: Readonly<Record<string, EntityField>>;
}

const field = (type: FieldType, en: string, zh: string, unit?: string): EntityField => ({
  type,
  label: { en, zh },
  ...(unit && { unit }),
});
const customerId = field('text', 'Customer number', '客户编号');

export const entities = {
  customer: {
    label: { en: 'Customer', zh: '客户' },
    monthly: false,
    key: ['customer_id'],
    fields: {
      customer_id: customerId,
      name: field('text', 'Name', '姓名'),
      gender: field('text', 'Gender', '性别'),
      birth_date: field('date', 'Date of birth', '出生日期'),
      age: field('integer', 'Age', '年龄', 'year'),
      identity_hash: field('text', 'Identity number (hash)', '证件号(哈希)'),
      phone: field('text', 'Phone number', '电话号码'),
      address: field('text', 'Address', '地址'),
      joined_on: field('date', 'Customer since', '入网日期'),
      tenure_months: field('integer', 'Tenure', '在网时长', 'month'),
      org_unit_id: field('text', 'Grid', '所属网格'),
      household_id: field('text', 'Household', '家庭编号'),
      longitude: field('decimal', 'Longitude', '经度', 'degree'),
      latitude: field('decimal', 'Latitude', '纬度', 'degree'),
      dnd: field('boolean', 'Do not disturb', '免打扰'),
    },
  },
  account: {
    label: { en: 'Account', zh: '账户' },
    monthly: false,
    key: ['account_id'],
    fields: {
      account_id: field('text', 'Account', '账户编号'),
      customer_id: customerId,
      opened_on: field('date', 'Opened on', '开户日期'),
      payment_method: field('text', 'Payment method', '支付方式'),
      credit_class: field('text', 'Credit class', '信用等级'),
    },
  },
  subscription: {
    label: { en: 'Subscription', zh: '用户' },
    monthly: false,
    key: ['subscription_id'],
    fields: {
      subscription_id: field('text', 'Subscription', '用户编号'),
      customer_id: customerId,
      account_id: field('text', 'Account', '账户编号'),
      kind: field('text', 'Kind', '类型'), // mobile, broadband, fixed, iptv
      number: field('text', 'Number', '号码'),
      plan: field('text', 'Plan', '套餐'),
      plan_fee: field('decimal', 'Plan fee', '套餐月费', 'CNY/month'),
      plan_data_gb: field('decimal', 'Data in plan', '套餐流量', 'GB/month'),
      plan_minutes: field('decimal', 'Minutes in plan', '套餐语音', 'minute/month'),
      started_on: field('date', 'Started on', '开通日期'),
      ended_on: field('date', 'Ended on', '停用日期'),
      contract_ends_on: field('date', 'Contract ends on', '合约到期日'),
      status: field('text', 'Status', '状态'),
    },
  },
  product_holding: {
    label: { en: 'Product holding', zh: '产品持有' },
    monthly: false,
    key: ['customer_id', 'product_id'],
    fields: {
      customer_id: customerId,
      subscription_id: field('text', 'Subscription', '用户编号'),
      product_id: field('text', 'Product', '产品'),
      started_on: field('date', 'Held since', '订购日期'),
      ended_on: field('date', 'Held until', '退订日期'),
      monthly_fee: field('decimal', 'Monthly fee', '月费', 'CNY/month'),
    },
  },
  usage: {
    label: { en: 'Monthly usage', zh: '月使用量' },
    monthly: true,
    key: ['customer_id'],
    fields: {
      customer_id: customerId,
      voice_minutes: field('decimal', 'Voice', '语音时长', 'minute/month'),
      long_distance_minutes: field('decimal', 'Long distance', '长途时长', 'minute/month'),
      roaming_minutes: field('decimal', 'Roaming', '漫游时长', 'minute/month'),
      calls: field('integer', 'Calls', '通话次数', 'call/month'),
      distinct_called: field('integer', 'Distinct numbers called', '联系人数'),
      sms: field('integer', 'Text messages', '短信条数', 'message/month'),
      data_gb: field('decimal', 'Mobile data', '移动流量', 'GB/month'),
      night_data_gb: field('decimal', 'Data at night', '夜间流量', 'GB/month'),
      video_gb: field('decimal', 'Video data', '视频流量', 'GB/month'),
      broadband_gb: field('decimal', 'Broadband data', '宽带流量', 'GB/month'),
      active_days: field('integer', 'Active days', '活跃天数', 'day/month'),
      rival_calls: field('integer', 'Calls to rivals’ hotlines', '拨打竞争对手客服次数', 'call/month'),
    },
  },
  bill: {
    label: { en: 'Monthly bill', zh: '月账单' },
    monthly: true,
    key: ['customer_id'],
    fields: {
      customer_id: customerId,
      arpu: field('decimal', 'Monthly revenue', '月消费', 'CNY/month'),
      plan_amount: field('decimal', 'Plan charges', '套餐费', 'CNY/month'),
      extra_amount: field('decimal', 'Charges beyond the plan', '套餐外费用', 'CNY/month'),
      discount_amount: field('decimal', 'Discounts', '优惠', 'CNY/month'),
      due_on: field('date', 'Due on', '应缴日'),
      arrears: field('decimal', 'Arrears', '欠费', 'CNY'),
    },
  },
  payment: {
    label: { en: 'Payment', zh: '缴费' },
    monthly: true,
    key: ['payment_id'],
    fields: {
      payment_id: field('text', 'Payment', '缴费编号'),
      customer_id: customerId,
      paid_on: field('date', 'Paid on', '缴费日期'),
      amount: field('decimal', 'Amount', '金额', 'CNY'),
      days_late: field('integer', 'Days late', '逾期天数', 'day'),
      method: field('text', 'Method', '缴费方式'),
    },
  },
  order: {
    label: { en: 'Order', zh: '订单' },
    monthly: true,
    key: ['order_id'],
    fields: {
      order_id: field('text', 'Order', '订单编号'),
      customer_id: customerId,
      offer_id: field('text', 'Offer', '销售品'),
      ordered_on: field('date', 'Ordered on', '订购日期'),
      channel: field('text', 'Channel', '渠道'),
      seller_id: field('text', 'Sold by (number of the person or agent)', '受理人(人员或代理商编号)'),
      amount: field('decimal', 'Amount', '金额', 'CNY/month'),
    },
  },
  service_contact: {
    label: { en: 'Service contact', zh: '服务接触' },
    monthly: true,
    key: ['contact_id'],
    fields: {
      contact_id: field('text', 'Contact', '接触编号'),
      customer_id: customerId,
      happened_on: field('date', 'Happened on', '接触日期'),
      channel: field('text', 'Channel', '渠道'),
      topic: field('text', 'Topic', '主题'),
      minutes: field('decimal', 'Duration', '时长', 'minute'),
    },
  },
  complaint: {
    label: { en: 'Complaint', zh: '投诉' },
    monthly: true,
    key: ['complaint_id'],
    fields: {
      complaint_id: field('text', 'Complaint', '投诉编号'),
      customer_id: customerId,
      happened_on: field('date', 'Happened on', '投诉日期'),
      topic: field('text', 'Topic', '主题'),
      resolved_on: field('date', 'Resolved on', '解决日期'),
    },
  },
  network_element: {
    label: { en: 'Network element', zh: '网元' },
    monthly: false,
    key: ['element_id'],
    fields: {
      element_id: field('text', 'Element', '网元编号'),
      org_unit_id: field('text', 'Grid', '所属网格'),
      kind: field('text', 'Kind', '类型'),
      longitude: field('decimal', 'Longitude', '经度', 'degree'),
      latitude: field('decimal', 'Latitude', '纬度', 'degree'),
    },
  },
  org_unit: {
    label: { en: 'Org unit', zh: '组织单元' },
    monthly: false,
    key: ['org_unit_id'],
    fields: {
      org_unit_id: field('text', 'Org unit', '组织编号'),
      parent_id: field('text', 'Parent', '上级组织'),
      kind: field('text', 'Kind', '类型'),
      name_en: field('text', 'Name (English)', '英文名'),
      name_zh: field('text', 'Name (Chinese)', '中文名'),
      longitude: field('decimal', 'Longitude', '经度', 'degree'),
      latitude: field('decimal', 'Latitude', '纬度', 'degree'),
    },
  },
  staff: {
    label: { en: 'Staff', zh: '员工' },
    monthly: false,
    key: ['staff_id'],
    fields: {
      staff_id: field('text', 'Staff number', '工号'),
      org_unit_id: field('text', 'Org unit', '所属组织'),
      name_en: field('text', 'Name (English)', '英文名'),
      name_zh: field('text', 'Name (Chinese)', '中文名'),
      role: field('text', 'Role', '岗位'),
      daily_minutes: field('integer', 'Working minutes a day', '每日工作分钟', 'minute/day'),
    },
  },
  ownership: {
    label: { en: 'Ownership', zh: '客户归属' },
    monthly: false,
    key: ['customer_id'],
    fields: {
      customer_id: customerId,
      staff_id: field('text', 'Frontline manager', '末端营销经理'),
      org_unit_id: field('text', 'Grid', '所属网格'),
    },
  },
  customer_tag: {
    label: { en: 'Customer tag', zh: '客户标签' },
    monthly: false,
    besideRecord: true,
    key: ['customer_id', 'tag'],
    fields: {
      customer_id: customerId,
      tag: field('text', 'Tag', '标签'),
    },
  },
  feedback: {
    label: { en: 'Feedback', zh: '接触信息反馈' },
    monthly: true,
    key: ['feedback_id'],
    fields: {
      feedback_id: field('text', 'Feedback', '反馈编号'),
      customer_id: customerId,
      field: field('text', 'Field', '字段'),
      value: field('text', 'Value', '值'),
      happened_at: field('instant', 'Given at', '反馈时间'),
      staff_id: field('text', 'By', '反馈人'),
    },
  },
} as const satisfies Record<string, Entity>;
export type EntityName = keyof typeof entities;
