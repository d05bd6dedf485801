import { offerKeyTool } from './key-tool.ts'

offerKeyTool()
