export { caWatcher } from './ca-watcher.ts'
export { certificateOrder } from './certificate-order/workflow.ts'
export { configurationCheck } from './configuration-check.ts'
