// The API's types as they are read: members that a write may leave out are always there.
import type { components } from './schema'

type Schemas = components['schemas']
type Read<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }

export type Group = Read<Schemas['Group']>
export type Route = Read<Schemas['Route']>
export type Token = Omit<Read<Schemas['Token']>, 'enabled'> & { enabled: boolean }
export type User = Read<Schemas['User']>
export type Price = Read<Schemas['Price']>
export type Provider = Schemas['Provider']
export type Health = Schemas['Health']
export type ChannelKey = { id: string; key_hint: string; status: 'enabled' | 'disabled'; reason: string }
export type Channel = Omit<Read<Schemas['Channel']>, 'keys' | 'limits' | 'weight' | 'enabled'> & {
  keys: ChannelKey[]
  limits: Read<Schemas['Limits']>
  weight: number
  enabled: boolean
}
export type ChannelHealth = Schemas['ChannelHealth']
export type Call = Schemas['Log']
export type View = Read<Schemas['View']>
export type CallDetail = Schemas['LogDetail']
export type LogBodies = Schemas['LogBodies']
export type LogBody = Schemas['LogBody']
export type Attempt = Schemas['Attempt']
export type CallQuery = NonNullable<import('./schema').paths['/api/logs']['get']['parameters']['query']>
export type Usage = Schemas['CallUsage']
export type UsageNumbers = Schemas['UsageNumbers']
export type UsageReport = Schemas['UsageReport']
export type UsageGroup = Schemas['UsageGroup']
export type Overview = Schemas['Overview']
export type Attention = Schemas['Attention']
export type ChannelBalance = Schemas['ChannelBalance']
export type ChannelLine = Schemas['ChannelLine']
export type HealthSlot = Schemas['HealthSlot']
export type Model = Schemas['Model']
export type TestResult = Schemas['TestResult']
export type BulkResult = Schemas['BulkResult']
export type ChannelCosts = Schemas['ChannelCosts']
export type ChannelPrice = Schemas['ChannelPrice']
export type RouteDecision = Schemas['RouteDecision']
export type RouteTarget = Schemas['RouteTarget']
export type RouteCondition = Schemas['RouteCondition']
export type Decision = Schemas['Decision']
export type Statement = Schemas['Statement']
export type StatementLine = Schemas['StatementLine']
export type Redemption = Read<Schemas['Redemption']>
export type RedemptionCode = Schemas['RedemptionCode']
export type SessionInfo = Schemas['SessionInfo']
export type ImagePrice = Schemas['ImagePrice']
export type PriceTier = Schemas['PriceTier']
export type PriceChange = Schemas['PriceChange']
export type PriceChanges = Schemas['PriceChanges']
export type CatalogueEntry = Schemas['CatalogueEntry']
export type AuditEntry = Schemas['AuditEntry']
export type Invitation = Read<Schemas['Invitation']>
export type ManagementToken = Read<Schemas['ManagementToken']>
export type Settings = Read<Schemas['Settings']>
export type Access = Read<Schemas['Access']>
export type MyToken = Omit<Read<Schemas['MyToken']>, 'enabled'> & { enabled: boolean }
export type MyLog = Schemas['MyLog']
export type MyLogDetail = Schemas['MyLogDetail']
export type MyModel = Schemas['MyModel']
export type General = Schemas['General'] & { currency: NonNullable<Schemas['General']['currency']> }
export type Notice = Schemas['Notice']
export type Environment = Schemas['Environment']
export type Presentation = Schemas['Presentation']
