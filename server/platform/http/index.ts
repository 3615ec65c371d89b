export { bindRoutes, type Binding } from './bind.ts';
export { startHttp, type HttpServer } from './server.ts';
