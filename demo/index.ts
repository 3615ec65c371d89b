export { generateOperator, type Generated, type GenerateOptions } from './generate.ts';
export { demoLogins, demoPassword, type DemoLogin } from './logins.ts';
export { plantedGroup, readTruth, type Truth } from './truth.ts';
