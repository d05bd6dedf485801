import { offerP12Tools } from './p12-tool.ts'

offerP12Tools()
