import type { Warehouse } from './warehouse.ts';
export async function openClickhouse(_url: string): Promise<Warehouse> {
  throw new Error('under way');
}
