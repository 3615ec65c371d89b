export { sessionCookie, tokenOf, type Binding } from './bind.ts';
export { startHttp, type HttpServer } from './server.ts';
