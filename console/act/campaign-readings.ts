import type { Reading } from '../app/client.ts';

/** What scheduling and releasing change of a campaign. */
export const campaignReadings: readonly Reading[] = [
  'readCampaign',
  'campaignExclusions',
  'campaignReport',
  'listCampaigns',
];
