// Written by make console from /api/openapi.json.

export interface paths {
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who changed what, newest first */
        get: operations["list-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream the audit log as CSV or JSON lines */
        get: operations["export-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the whole chain of the audit log */
        get: operations["verify-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List channels */
        get: operations["list-channels"];
        put?: never;
        /** Create a channel */
        post: operations["create-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable, disable, change or delete many channels */
        post: operations["bulk-channels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how all channels do, with the calls of their last 24 hours */
        get: operations["list-channel-health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a small real call through a channel that is not stored */
        post: operations["test-draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/upstream-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the provider of a channel that is not stored for its models */
        post: operations["list-draft-models"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one channel */
        get: operations["get-channel"];
        /** Replace a channel; what is left out takes its default */
        put: operations["replace-channel"];
        post?: never;
        /** Delete a channel */
        delete: operations["delete-channel"];
        options?: never;
        head?: never;
        /** Merge into a channel (RFC 7396) */
        patch: operations["merge-channel"];
        trace?: never;
    };
    "/api/channels/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a channel's provider for the account's balance; 501 where it tells none */
        post: operations["ask-channel-balance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what a channel charges for its models, and what its calls came to */
        get: operations["get-channel-costs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how a channel's keys and models do, and did */
        get: operations["get-channel-health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a small real call through a channel */
        post: operations["test-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}/upstream-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask the provider for its models */
        get: operations["list-upstream-models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what the console tells everybody who is signed in */
        get: operations["get-console"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the last check of the books, which is made at the start and every hour, and how the parts of the machine do */
        get: operations["get-doctor"];
        put?: never;
        /** Check the books, the journal and the audit log from the beginning, now; what does not agree is in the answer */
        post: operations["check-doctor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/doctor/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explain a difference that the doctor found in a user's balance by a balanced posting of kind adjust, in the caller's name */
        post: operations["post-adjustment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream new calls, changes of health, versions of the configuration and ticks as server-sent events */
        get: operations["stream-events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List groups */
        get: operations["list-groups"];
        put?: never;
        /** Create a group */
        post: operations["create-group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one group */
        get: operations["get-group"];
        /** Replace a group; what is left out takes its default */
        put: operations["replace-group"];
        post?: never;
        /** Delete a group */
        delete: operations["delete-group"];
        options?: never;
        head?: never;
        /** Merge into a group (RFC 7396) */
        patch: operations["merge-group"];
        trace?: never;
    };
    "/api/internal/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Build the stored configuration anew; 422 with every fault when it does not build */
        post: operations["reload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List invitations */
        get: operations["list-invitations"];
        put?: never;
        /** Invite one person; the code is in this response only */
        post: operations["create-invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one invitation */
        get: operations["get-invitation"];
        put?: never;
        post?: never;
        /** Delete a invitation */
        delete: operations["delete-invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how the journal does */
        get: operations["get-journal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List calls, newest first */
        get: operations["list-logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/bodies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell what the kept bodies of calls take */
        get: operations["get-body-space"];
        put?: never;
        post?: never;
        /** Delete the kept bodies of all calls that have arrived */
        delete: operations["delete-bodies"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream calls as CSV or JSON lines */
        get: operations["export-logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count calls over time by how they ended */
        get: operations["get-log-histogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one call with its price breakdown */
        get: operations["get-log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/{id}/around": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the calls next to one call that the filter selects */
        get: operations["get-logs-around"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/{id}/bodies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what was said in one call; reading it is noted in the audit log */
        get: operations["get-log-bodies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/management-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List management-tokens */
        get: operations["list-management-tokens"];
        put?: never;
        /** Create a management token; its key is in this response only */
        post: operations["create-management-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/management-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one management-token */
        get: operations["get-management-token"];
        /** Replace a management-token; what is left out takes its default */
        put: operations["replace-management-token"];
        post?: never;
        /** Delete a management-token */
        delete: operations["delete-management-token"];
        options?: never;
        head?: never;
        /** Merge into a management-token (RFC 7396) */
        patch: operations["merge-management-token"];
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the own account */
        get: operations["get-me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Merge into the own account (RFC 7396): the preferences */
        patch: operations["merge-me"];
        trace?: never;
    };
    "/api/me/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what may be spent */
        get: operations["my-balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the own calls, newest first */
        get: operations["list-my-logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one of the own calls with its price breakdown */
        get: operations["get-my-log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/logs/{id}/bodies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what was said in one of the own calls */
        get: operations["get-my-log-bodies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the models that the own group may call, with their prices for it */
        get: operations["list-my-models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the own password, which ends all other sessions */
        post: operations["change-my-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Redeem a code */
        post: operations["redeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the own sessions */
        get: operations["list-my-sessions"];
        put?: never;
        post?: never;
        /** End all own sessions but this one */
        delete: operations["end-my-sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of the own sessions */
        delete: operations["end-my-session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the own statement of account */
        get: operations["my-statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/statement/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream every movement on the own account */
        get: operations["export-my-statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my-tokens */
        get: operations["list-my-tokens"];
        put?: never;
        /** Create an own token; its key is in this response only */
        post: operations["create-my-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one my-token */
        get: operations["get-my-token"];
        /** Replace a my-token; what is left out takes its default */
        put: operations["replace-my-token"];
        post?: never;
        /** Delete a my-token */
        delete: operations["delete-my-token"];
        options?: never;
        head?: never;
        /** Merge into a my-token (RFC 7396) */
        patch: operations["merge-my-token"];
        trace?: never;
    };
    "/api/me/tokens/{id}/old-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End the key that was replaced before its time is over */
        delete: operations["end-old-key-of-my-token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a token a new key; the old one stops working at once, or after the overlap */
        post: operations["rotate-my-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a second factor: make its key */
        post: operations["start-totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch the second factor on with a code of it; all other sessions end */
        post: operations["confirm-totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch the second factor off */
        post: operations["disable-totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make new recovery codes; the old ones stop working */
        post: operations["renew-recovery-codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the own requests, tokens and costs over time */
        get: operations["my-usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List every model name with who serves it, its price and its calls of the last hour */
        get: operations["list-models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what the first page shows: numbers, what needs attention, top lists, newest calls */
        get: operations["get-overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/overview/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put something off that needs attention, or take it up again; other people still see it */
        put: operations["snooze-attention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List price versions */
        get: operations["list-prices"];
        put?: never;
        /** Create a price */
        post: operations["create-price"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make many price versions at once, or say what would change */
        post: operations["bulk-prices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the providers' published prices that are built in */
        get: operations["list-price-catalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take published prices over, or say what that would change */
        post: operations["import-prices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one price */
        get: operations["get-price"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List providers */
        get: operations["list-providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List redemptions */
        get: operations["list-redemptions"];
        put?: never;
        /** Make a batch of codes; they are in this response only */
        post: operations["create-redemption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one redemption */
        get: operations["get-redemption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemptions/{id}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the codes of a batch */
        get: operations["list-redemption-codes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemptions/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disable the codes of a batch that were not redeemed */
        post: operations["disable-redemption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemptions/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable the codes of a batch that were not redeemed */
        post: operations["enable-redemption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account, with an invitation or where registration is open, and sign in */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List routes */
        get: operations["list-routes"];
        put?: never;
        /** Create a route */
        post: operations["create-route"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routes/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say in which order a call's targets would be tried now, and why not the others, without a call */
        post: operations["decide-route"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one route */
        get: operations["get-route"];
        /** Replace a route; what is left out takes its default */
        put: operations["replace-route"];
        post?: never;
        /** Delete a route */
        delete: operations["delete-route"];
        options?: never;
        head?: never;
        /** Merge into a route (RFC 7396) */
        patch: operations["merge-route"];
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who makes this request */
        get: operations["get-session"];
        put?: never;
        /** Sign in; the answer sets the session's cookie */
        post: operations["sign-in"];
        /** Sign out */
        delete: operations["sign-out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the provider sends the browser back to; it goes on to the console, to /login?sign_in= and a reason when that failed */
        get: operations["finish-oidc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send the browser to the OpenID Connect provider */
        get: operations["start-oidc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one can sign in; for everybody */
        get: operations["session-options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the settings */
        get: operations["get-settings"];
        /** Replace the settings; what is left out takes its default */
        put: operations["replace-settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Merge into the settings (RFC 7396) */
        patch: operations["merge-settings"];
        trace?: never;
    };
    "/api/settings/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how people come in */
        get: operations["get-access"];
        /** Replace how people come in; what is left out takes its default, but the secret stays */
        put: operations["replace-access"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Merge into how people come in (RFC 7396) */
        patch: operations["merge-access"];
        trace?: never;
    };
    "/api/settings/environment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how the program was started: what is set by flags and by the environment */
        get: operations["get-environment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/general": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how the console presents itself */
        get: operations["get-general"];
        /** Replace how the console presents itself; what is left out takes its default */
        put: operations["replace-general"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Merge into how the console presents itself (RFC 7396) */
        patch: operations["merge-general"];
        trace?: never;
    };
    "/api/settings/notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the notice, whether it is still shown or not */
        get: operations["get-notice"];
        /** Set the notice that everybody who is signed in sees */
        put: operations["replace-notice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List views */
        get: operations["list-views"];
        put?: never;
        /** Create a view */
        post: operations["create-view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one view */
        get: operations["get-view"];
        /** Replace a view; what is left out takes its default */
        put: operations["replace-view"];
        post?: never;
        /** Delete a view */
        delete: operations["delete-view"];
        options?: never;
        head?: never;
        /** Merge into a view (RFC 7396) */
        patch: operations["merge-view"];
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a set-up link is good for */
        get: operations["get-setup"];
        put?: never;
        /** Create the first admin with the one-time set-up token, and sign in */
        post: operations["setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an admin a new password with the one-time token; the second factor and all sessions go */
        post: operations["recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tokens */
        get: operations["list-tokens"];
        put?: never;
        /** Create a token; its key is in this response only */
        post: operations["create-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one token */
        get: operations["get-token"];
        /** Replace a token; what is left out takes its default */
        put: operations["replace-token"];
        post?: never;
        /** Delete a token */
        delete: operations["delete-token"];
        options?: never;
        head?: never;
        /** Merge into a token (RFC 7396) */
        patch: operations["merge-token"];
        trace?: never;
    };
    "/api/tokens/{id}/old-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End the key that was replaced before its time is over */
        delete: operations["end-old-key-of-token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a token a new key; the old one stops working at once, or after the overlap */
        post: operations["rotate-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read requests, tokens, costs and latencies over time */
        get: operations["get-usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["list-users"];
        put?: never;
        /** Create a user */
        post: operations["create-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one user */
        get: operations["get-user"];
        /** Replace a user; what is left out takes its default */
        put: operations["replace-user"];
        post?: never;
        /** Delete a user */
        delete: operations["delete-user"];
        options?: never;
        head?: never;
        /** Merge into a user (RFC 7396) */
        patch: operations["merge-user"];
        trace?: never;
    };
    "/api/users/{id}/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a user money, or take it away */
        post: operations["credit-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a user a new password, which ends the user's sessions */
        post: operations["reset-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sessions of a user */
        get: operations["list-user-sessions"];
        put?: never;
        post?: never;
        /** End all sessions of a user */
        delete: operations["end-user-sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one session of a user */
        delete: operations["end-user-session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a user's statement of account */
        get: operations["user-statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/statement/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream every movement on a user's account */
        get: operations["export-user-statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Access: {
            /** @description Signing in at an OpenID Connect provider. */
            oidc?: components["schemas"]["OIDC"];
            /** @description Scheme and host under which browsers reach the gateway; empty for what their requests say. OIDC sends people back there. */
            public_url?: string;
            /**
             * @description Who may make an account: nobody but admins, whoever has an invitation, everybody.
             * @default off
             * @enum {string}
             */
            registration: "off" | "invitation" | "open";
            /**
             * @description Channel group of those who register.
             * @default default
             */
            registration_group: string;
            /**
             * Format: int64
             * @description After how long one has to sign in again, in hours. A session that is not used for three days ends, too.
             * @default 168
             */
            session_hours: number;
        };
        AccessPatch: {
            /** @description Signing in at an OpenID Connect provider. */
            oidc?: components["schemas"]["OIDC"];
            /** @description Scheme and host under which browsers reach the gateway; empty for what their requests say. OIDC sends people back there. */
            public_url?: string;
            /**
             * @description Who may make an account: nobody but admins, whoever has an invitation, everybody.
             * @default off
             * @enum {string}
             */
            registration: "off" | "invitation" | "open";
            /**
             * @description Channel group of those who register.
             * @default default
             */
            registration_group: string;
            /**
             * Format: int64
             * @description After how long one has to sign in again, in hours. A session that is not used for three days ends, too.
             * @default 168
             */
            session_hours: number;
        };
        Adjustment: {
            /** @description The account that the doctor named: user:usr_…/available. */
            account: string;
            /** @description Dollars that the balance has more than its postings, as the dry run said; posting is refused when it is another one by now. Not needed for a dry run. */
            difference?: string;
            /** @description Only show what would be posted. */
            dry_run?: boolean;
            /**
             * @description What is right. balance: it stays, and a posting explains it. entries: a second posting gives the user what the postings add up to.
             * @default balance
             * @enum {string}
             */
            keep: "balance" | "entries";
            /** @description Why. It is on the posting, the statement and in the audit log. Not needed for a dry run. */
            reason?: string;
        };
        AdjustmentPosting: {
            /** @description Dollars. */
            amount: string;
            /** @description Account that takes. */
            credit: string;
            /** @description Account that gives. */
            debit: string;
            /** @description Whether the user's stored balance moves with it; false for the posting that explains what it has already. */
            moves: boolean;
        };
        AdjustmentResult: {
            /** @description The account. */
            account: string;
            /** @description Dollars that both have then. */
            after: string;
            /** @description Dollars that the balance had more than its postings. */
            difference: string;
            /** @description Whether it was posted; false for a dry run. */
            done: boolean;
            /** @description Dollars that its postings added up to. */
            posted: string;
            /** @description What is posted, in this order. */
            postings: components["schemas"]["AdjustmentPosting"][];
            /** @description Dollars that the balance had. */
            stored: string;
        };
        Attempt: {
            /** @description Channel that was tried. */
            channel_id: string;
            /**
             * Format: double
             * @description How long it took, in milliseconds.
             */
            duration_ms: number;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words. */
            error_message: string;
            /** @description Provider key that was used. */
            key_id: string;
            /** @description Dollars that the upstream charges for it; null where it is not known. */
            purchase_cost: string | null;
            /**
             * Format: int64
             * @description The upstream's status, 0 without an answer.
             */
            status: number;
            /** @description Model that was asked upstream. */
            upstream_model: string;
            /** @description What the upstream reported of this attempt. */
            usage: components["schemas"]["CallUsage"];
        };
        Attention: {
            /** @description Dollars. balance_low, budget_low: what is left; price_below_cost: what was lost in the range; else empty. */
            amount: string;
            /** @description The channel's name. */
            channel: string;
            /** @description The channel, empty where it is about none. */
            channel_id: string;
            /**
             * Format: int64
             * @description drift: places where the books do not agree; channel_*: attempts that failed in the last 24 hours; model_unpriced: the model's calls in the range; price_below_cost: those of them whose cost is known; backlog: calls that wait.
             */
            count: number;
            /**
             * Format: date-time
             * @description *_expiring: when it ends; else null.
             */
            ends_at: string | null;
            /** @description What it is about, in a form that stays the same: with it one puts it off. */
            key: string;
            /**
             * @description What it is about. More kinds may come.
             * @enum {string}
             */
            kind: "drift" | "channel_dead" | "backlog" | "price_below_cost" | "balance_low" | "budget_low" | "certificate_expiring" | "channel_degraded" | "management_token_expiring" | "token_expiring" | "model_unpriced" | "price_changed";
            /** @description The model, empty where it is about none. */
            model: string;
            /** @description The cause in words. */
            reason: string;
            /**
             * Format: int64
             * @description model_unpriced: how many of these calls were refused.
             */
            refused: number;
            /**
             * Format: date-time
             * @description When it began, null where unknown.
             */
            since: string | null;
            /**
             * Format: date-time
             * @description Until when the caller has put it off, null while not.
             */
            snoozed_until: string | null;
            /** @description The token's name. */
            token: string;
            /** @description The token, for management_token_expiring the management token; empty where it is about none. */
            token_id: string;
            /** @description channel_dead: names of the channels that serve its models now. */
            took_over: string[];
            /** @description channel_dead: models that no channel serves any more. */
            unserved: string[];
            /** @description The user's name. */
            user: string;
            /** @description The user, empty where it is about none. */
            user_id: string;
        };
        AuditActor: {
            /** @description Identifier of the user or of the management token; empty for the others. */
            id: string;
            /**
             * @description user: in a browser; token: a management token; bootstrap: the token of the environment; machine: the command line; guest: somebody without an account.
             * @enum {string}
             */
            kind: "user" | "token" | "bootstrap" | "machine" | "guest";
            /** @description The name at that time. */
            name: string;
        };
        AuditCheck: {
            /**
             * Format: int64
             * @description Entries that are in order, from the first on.
             */
            entries: number;
            /** @description Hash of the last of them. Kept elsewhere, it shows later that nobody has written the chain anew. */
            last_hash: string;
            /** @description Whether every entry is as it was written, and none is missing. */
            ok: boolean;
            /** @description What is wrong; empty when nothing is. */
            problem: string;
        };
        AuditEntry: {
            /** @description Operation of this API, such as merge-channel. */
            action: string;
            /** @description Who made it. */
            actor: components["schemas"]["AuditActor"];
            /** @description The object afterwards, in the same form. Left out when it was deleted. */
            after?: unknown;
            /** @description The object before, as this API shows it: without secrets. Left out when it was not there, or has no form that is shown. */
            before?: unknown;
            /** @description SHA-256 of the entry and of the hash of the one before. */
            hash: string;
            /** @description Address that it was made from; empty for the machine itself. */
            ip: string;
            /** @description What was changed, such as channels/ch_…. */
            object: string;
            /**
             * Format: int64
             * @description Number of the entry: 1, 2, 3, … without a gap.
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            time: string;
        };
        BalanceAmount: {
            /** @description The amount in that currency. */
            amount: string;
            /** @description Its currency, such as USD or CNY. */
            currency: string;
        };
        BalanceCall: {
            /** @description The key whose account is meant; the first enabled one when left out. */
            key_id?: string;
        };
        BodySpace: {
            /**
             * Format: int64
             * @description Bytes on the disk.
             */
            bytes: number;
            /**
             * Format: int64
             * @description Calls whose bodies are kept.
             */
            calls: number;
            /**
             * Format: int64
             * @description Calls whose bodies were to be kept and were not, since the program began.
             */
            dropped: number;
            /**
             * Format: date-time
             * @description Arrival of the oldest of these calls; null when there is none.
             */
            oldest: string | null;
        };
        BulkChannels: {
            /**
             * @description What is done to each. change: what priority, weight, add_tags and remove_tags say.
             * @enum {string}
             */
            action: "enable" | "disable" | "delete" | "change";
            /** @description change: tags that each gets. */
            add_tags?: string[];
            /** @description Channels to do it to. All must exist. */
            ids: string[];
            /**
             * Format: int64
             * @description change: their new priority; left out, each keeps its own.
             */
            priority?: number | null;
            /** @description change: tags that each loses. */
            remove_tags?: string[];
            /**
             * Format: int64
             * @description change: their new weight; left out, each keeps its own.
             */
            weight?: number | null;
        };
        BulkResult: {
            /**
             * Format: int64
             * @description Channels that were changed.
             */
            changed: number;
            /**
             * Format: int64
             * @description Channels that could not be.
             */
            failed: number;
            /** @description One entry for each channel, in the order asked for. */
            items: components["schemas"]["BulkRow"][];
        };
        BulkRow: {
            /** @description Why it failed, empty when it did not. */
            error: string;
            /** @description The channel. */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * @description same: it was so already.
             * @enum {string}
             */
            result: "changed" | "same" | "failed";
        };
        CallUsage: {
            /**
             * Format: int64
             * @description Audio tokens heard.
             */
            audio_in: number;
            /**
             * Format: int64
             * @description Audio tokens spoken.
             */
            audio_out: number;
            /**
             * Format: int64
             * @description Prompt tokens read from the provider's cache.
             */
            cache_read: number;
            /**
             * Format: int64
             * @description Prompt tokens written to the provider's cache.
             */
            cache_write: number;
            /**
             * Format: int64
             * @description Prompt tokens written to the provider's cache for an hour.
             */
            cache_write_1h: number;
            /**
             * Format: int64
             * @description Characters spoken.
             */
            characters: number;
            /**
             * Format: int64
             * @description Prompt tokens of pictures, where the provider tells them apart.
             */
            image_in: number;
            /**
             * Format: int64
             * @description Tokens of generated pictures.
             */
            image_out: number;
            /** @description Quality of the pictures made, empty where it is not known. */
            image_quality: string;
            /** @description Size of the pictures made, empty where it is not known. */
            image_size: string;
            /**
             * Format: int64
             * @description Pictures made.
             */
            images: number;
            /**
             * Format: int64
             * @description Prompt tokens outside of caches, audio and pictures.
             */
            input: number;
            /**
             * Format: int64
             * @description Generated tokens without reasoning, audio and pictures.
             */
            output: number;
            /**
             * Format: int64
             * @description Thinking tokens.
             */
            reasoning: number;
            /**
             * Format: int64
             * @description Seconds of sound heard, rounded up.
             */
            seconds: number;
        };
        Candidate: {
            /** @description The channel. */
            channel_id: string;
            /** @description The provider key. */
            key_id: string;
            /** @description Public model that it serves: the one asked for, or one that it falls back on. */
            model: string;
            /**
             * Format: int64
             * @description 1 is chosen first; 0 is not chosen.
             */
            order: number;
            /** @description Why it was passed over or given up, empty when it was not. */
            skipped: string;
            /** @description Model as the provider calls it. */
            upstream_model: string;
        };
        Catalogue: {
            /** @description The entries, by provider. */
            items: components["schemas"]["CatalogueEntry"][];
        };
        CatalogueEntry: {
            /** @description Audio tokens heard; null for the input price. */
            audio_in?: string | null;
            /** @description Audio tokens spoken; null for the output price. */
            audio_out?: string | null;
            /** @description Who quotes it, empty where it was seen. */
            by: string;
            /** @description Tokens read from the provider's cache; null for the input price. */
            cache_read?: string | null;
            /** @description Tokens written to the provider's cache; null for the input price. */
            cache_write?: string | null;
            /** @description Tokens written to the provider's cache for an hour; null for cache_write's price. */
            cache_write_1h?: string | null;
            /** @description Channel that a purchase price is for. */
            channel_id?: string;
            /**
             * Format: int64
             * @description Tokens that the model takes, 0 where not known.
             */
            context_tokens: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Currency of the amounts.
             * @enum {string}
             */
            currency: "USD" | "CNY";
            /** @description Date of the copy that was read. */
            date: string;
            /**
             * Format: date-time
             * @description From when it holds; now when left out.
             */
            effective_from?: string | null;
            /** @description Calls cost nothing. No prices may be given. */
            free?: boolean;
            /** @description Since when it holds, empty if it did on the date. */
            from: string;
            /** @description Identifier of this version (pr_…). */
            readonly id?: string;
            /** @description Tokens of pictures both ways, where image_in or image_out is null; null for the input or output price. */
            image?: string | null;
            /** @description Tokens of pictures seen; null for image's price. */
            image_in?: string | null;
            /** @description Tokens of pictures made; null for image's price. */
            image_out?: string | null;
            /** @description Prices of pictures by size and quality, in place of per_image. The row that says most counts; of what neither request nor answer says, the dearest; what no row is for costs per_image, or as if it were not said. */
            images?: components["schemas"]["ImagePrice"][];
            /** @description Whether it holds today. It is neither imported nor used otherwise. */
            in_force: boolean;
            /** @description Prompt tokens. Needed unless another unit has a price. */
            input?: string | null;
            /**
             * @description Left out, it is purchase where a channel or provider is named. sale: what callers pay for a public model name. purchase: what the operator pays for an upstream name.
             * @enum {string}
             */
            kind?: "sale" | "purchase";
            /**
             * Format: int64
             * @description Tokens that it writes at most, 0 where not known.
             */
            max_output_tokens: number;
            /** @description Model name or pattern such as gpt-4o*. The exact name wins, then the pattern with the longest beginning before its first *. */
            model: string;
            /** @description What the amounts do not say. */
            note: string;
            /** @description Generated tokens. Needed unless another unit has a price. */
            output?: string | null;
            /** @description Dollars per call; null for nothing. */
            per_call?: string | null;
            /** @description Dollars per character spoken; null for nothing. */
            per_character?: string | null;
            /** @description Dollars per picture made; null for nothing. */
            per_image?: string | null;
            /** @description Dollars per second of sound heard; null for nothing. */
            per_second?: string | null;
            /** @description Provider whose channels a purchase price is for, where they have none of their own. */
            provider?: string;
            /** @description Thinking tokens; null for the output price. */
            reasoning?: string | null;
            /** @description Ends the versions before: from then on this name has no price. No prices may be given. */
            retired?: boolean;
            /** @description The provider's page. */
            source: string;
            /** @description Prices per token of calls with longer prompts, ascending. */
            tiers?: components["schemas"]["PriceTier"][];
            /** @description Since when it is known to be out of date, empty while it is not. */
            until: string;
            /**
             * @description seen: on the provider's page. reported: by somebody who quotes it.
             * @enum {string}
             */
            verified: "seen" | "reported";
        };
        Channel: {
            /** @description What the provider's official SDK takes; empty for the provider's own address. Private and loopback addresses are allowed. */
            base_url?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether calls are sent to it.
             * @default true
             */
            enabled: boolean | null;
            /** @description Groups that may use the channel; the default is the group 'default'. */
            groups?: string[];
            /** @description How it does. */
            readonly health?: components["schemas"]["Health"];
            /** @description Identifier (ch_…). */
            readonly id?: string;
            /** @description Provider keys. Written as strings; read back as objects without the value. Left out: unchanged. An object with an id keeps that key. */
            keys?: (string | {
                /** @description Identifier (key_…). */
                id: string;
                /** @description The end of the key. Ignored when written. */
                key_hint?: string;
                /** @description Why it is disabled. Ignored when written. */
                reason?: string;
                /**
                 * @description Whether it is used. Writing enabled takes a key back into use.
                 * @enum {string}
                 */
                status?: "enabled" | "disabled";
            })[];
            /** @description Of all its keys together. A channel at a limit is passed over; when all are, calls wait a moment in line. */
            limits?: components["schemas"]["Limits"];
            /** @description Public name to upstream name, where they differ. */
            model_mapping?: {
                [key: string]: string;
            };
            /** @description Public names of the models served. */
            models?: string[];
            /** @description Name shown to operators. */
            name: string;
            /** @description Settings that only some providers know. */
            options?: components["schemas"]["ChannelOptions"];
            /**
             * Format: int64
             * @description Higher is tried first.
             */
            priority?: number;
            /** @description A row of the provider table. */
            provider: string;
            /** @description Words to find it by. */
            tags?: string[];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /**
             * Format: int64
             * @description Share inside a priority; 0 is used only when nothing else is left.
             * @default 1
             */
            weight: number | null;
        };
        ChannelBalance: {
            /** @description One a currency; empty where the key has no bound of its own. */
            amounts: components["schemas"]["BalanceAmount"][];
            /** @description The key that was used, empty on a channel without keys. */
            key_id: string;
            /**
             * @description account: what the account has; key: what the key may still spend, where the provider tells no more to it.
             * @enum {string}
             */
            of: "account" | "key";
            /**
             * Format: date-time
             * @description When the provider said it.
             */
            time: string;
        };
        ChannelCosts: {
            /**
             * Format: date-time
             * @description Begin of the range, on a whole hour.
             */
            from: string;
            /** @description The models that it lists, in its order, then others that it has served in the range. */
            items: components["schemas"]["ChannelPrice"][];
            /**
             * Format: date-time
             * @description End of the range, on a whole hour.
             */
            to: string;
            /** @description The calls that ended at the channel. */
            total: components["schemas"]["UsageNumbers"];
        };
        ChannelDraft: {
            /** @description The channel as it would be written. */
            channel: components["schemas"]["Channel"];
            /** @description The stored channel that this is an edit of. Keys that are left out are then its own, which go to no other address than its own. */
            channel_id?: string;
        };
        ChannelHealth: {
            /** @description Changes of state, newest first; the last 200 of the channel are kept. */
            history: components["schemas"]["HealthChange"][];
            /** @description The newest failure, kept while healthy too. */
            last_error: string;
            /** @description How much of its limits is taken now; null when that is not known. */
            load: components["schemas"]["ChannelLoad"];
            /** @description The cause in words, empty while healthy. */
            reason: string;
            /**
             * Format: date-time
             * @description When this state began, null when unknown.
             */
            since: string | null;
            /** @description Length of a slot: 15m up to a day and a half, 1h up to eight days, else 1d. */
            slot: string;
            /** @description The range cut into equal parts, oldest first; of the last 24 hours where none is asked for. */
            slots: components["schemas"]["HealthSlot"][];
            /**
             * @description Whether it is given calls; degraded: some of its keys or models are dead.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /** @description Each key and upstream model that was asked so far. */
            targets: components["schemas"]["TargetHealth"][];
        };
        ChannelLine: {
            /**
             * Format: int64
             * @description How often it was asked in these slots.
             */
            attempts: number;
            /** @description The channel. */
            channel_id: string;
            /** @description Whether calls are sent to it. */
            enabled: boolean;
            /**
             * Format: int64
             * @description How many of these attempts failed by its fault.
             */
            failed: number;
            /** @description How it does now. */
            health: components["schemas"]["Health"];
            /** @description Its name. */
            name: string;
            /** @description The last 24 hours, one slot an hour, oldest first; the last is the present hour. */
            slots: components["schemas"]["HealthSlot"][];
            /** @description The calls that ended at it in these slots. */
            total: components["schemas"]["UsageNumbers"];
        };
        ChannelLines: {
            /** @description All channels: dead ones first, then degraded ones, then by name. */
            items: components["schemas"]["ChannelLine"][];
        };
        ChannelLoad: {
            /**
             * Format: int64
             * @description Of the minute's requests, those not earned back yet; 0 where they are not limited.
             */
            requests: number;
            /**
             * Format: int64
             * @description Of the minute's tokens, likewise.
             */
            tokens: number;
            /**
             * Format: int64
             * @description Calls at it at this moment.
             */
            under_way: number;
        };
        ChannelOptions: {
            /** @description Version of the provider's API: Azure's api-version, or that of Google's APIs. Empty takes the newest. */
            api_version?: string;
            /** @description Tokens that the upstream models take, prompt and answer together, by upstream name. A prompt that is too long for one goes to a target that is known to take more. */
            context_windows?: {
                [key: string]: number;
            };
            /** @description Whether the upstream goes on with a final message of the assistant, which is how a stream that was cut elsewhere is continued; null takes what is known of the provider. */
            continues_prefill?: boolean | null;
            /** @description Further request headers. Values of headers that carry credentials are read back as a hint; writing the hint keeps them. */
            headers?: {
                [key: string]: string;
            };
            /** @description Of each of its keys. Calls go on to the next key when one is at a limit. */
            key_limits?: components["schemas"]["Limits"];
            /** @description OpenAI organization. */
            organization?: string;
            /**
             * @description How a target that is out of service is looked at between calls. free: the provider's model list, or whether it answers at all; when it does again, the next call tries the target. call: a small real call of a text, embedding, ranking or moderation model every half minute, which costs money; a good one puts the target back.
             * @default free
             * @enum {string}
             */
            probe: "free" | "call" | "off";
            /** @description OpenAI project, or Google Cloud project of Vertex AI. */
            project?: string;
            /** @description http, https or socks5 proxy of this channel. A password in it is read back as xxxxx; writing that keeps it. */
            proxy_url?: string;
            /** @description Region of Bedrock or Vertex AI. */
            region?: string;
            /** @description Clocks of one attempt. */
            timeouts?: components["schemas"]["Timeouts"];
            /** @description DashScope sub-workspace. */
            workspace?: string;
        };
        ChannelPatch: {
            /** @description What the provider's official SDK takes; empty for the provider's own address. Private and loopback addresses are allowed. */
            base_url?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether calls are sent to it.
             * @default true
             */
            enabled: boolean | null;
            /** @description Groups that may use the channel; the default is the group 'default'. */
            groups?: string[];
            /** @description How it does. */
            readonly health?: components["schemas"]["Health"];
            /** @description Identifier (ch_…). */
            readonly id?: string;
            /** @description Provider keys. Written as strings; read back as objects without the value. Left out: unchanged. An object with an id keeps that key. */
            keys?: (string | {
                /** @description Identifier (key_…). */
                id: string;
                /** @description The end of the key. Ignored when written. */
                key_hint?: string;
                /** @description Why it is disabled. Ignored when written. */
                reason?: string;
                /**
                 * @description Whether it is used. Writing enabled takes a key back into use.
                 * @enum {string}
                 */
                status?: "enabled" | "disabled";
            })[];
            /** @description Of all its keys together. A channel at a limit is passed over; when all are, calls wait a moment in line. */
            limits?: components["schemas"]["Limits"];
            /** @description Public name to upstream name, where they differ. */
            model_mapping?: {
                [key: string]: string;
            };
            /** @description Public names of the models served. */
            models?: string[];
            /** @description Name shown to operators. */
            name?: string;
            /** @description Settings that only some providers know. */
            options?: components["schemas"]["ChannelOptions"];
            /**
             * Format: int64
             * @description Higher is tried first.
             */
            priority?: number;
            /** @description A row of the provider table. */
            provider?: string;
            /** @description Words to find it by. */
            tags?: string[];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /**
             * Format: int64
             * @description Share inside a priority; 0 is used only when nothing else is left.
             * @default 1
             */
            weight: number | null;
        };
        ChannelPrice: {
            /** @description The name that clients ask for. */
            model: string;
            /** @description What the channel charges now; null when that is not known. */
            purchase: components["schemas"]["Price"];
            /** @description What callers pay now, before the multiplier of their group; null without a price. */
            sale: components["schemas"]["Price"];
            /**
             * @description Where that is from: a price of this channel, one for all of its provider's channels, or what the provider publishes.
             * @enum {string}
             */
            source: "channel" | "provider" | "published" | "unknown";
            /** @description The model's calls that ended at the channel. */
            total: components["schemas"]["UsageNumbers"];
            /** @description The model as its provider calls it. */
            upstream_model: string;
        };
        Check: {
            /** @description What should hold. */
            name: string;
            /** @description Whether it does. */
            ok: boolean;
            /**
             * Format: int64
             * @description In how many places it does not, as far as they are named.
             */
            places: number;
        };
        CheckReport: {
            /**
             * Format: int64
             * @description How many accounts there are.
             */
            accounts: number;
            /**
             * Format: int64
             * @description The last journal record that the database has.
             */
            applied_lsn: number;
            /** @description Every invariant that was looked at. */
            checks: components["schemas"]["Check"][];
            /** @description Where the books do not agree. */
            drift: components["schemas"]["Drift"][];
            /**
             * Format: int64
             * @description The last journal record that is on the disk.
             */
            durable_lsn: number;
            /**
             * Format: int64
             * @description How long the check of the books took.
             */
            duration_ms: number;
            /**
             * Format: int64
             * @description How many postings there are.
             */
            entries: number;
            /** @description Whether from the beginning; otherwise from the last checkpoint on. */
            full: boolean;
            /** @description Whether the books agree. */
            ok: boolean;
            /** @description How each part of the machine does, as of now. */
            parts: components["schemas"]["Part"][];
            /** @description How far the check has come that runs now; null while none does. */
            running: components["schemas"]["CheckStep"];
            /**
             * Format: date-time
             * @description When they were checked.
             */
            time: string;
        };
        CheckStep: {
            /**
             * Format: int64
             * @description Steps that are done.
             */
            done: number;
            /** @description What is being read. */
            name: string;
            /**
             * Format: int64
             * @description Steps in all.
             */
            steps: number;
        };
        Credit: {
            /** @description Dollars; negative to take them away. No more can be taken than may be spent. */
            amount: string;
            /** @description Name of the payment or event. What was posted with the same one before is not posted again. */
            event_id?: string;
            /**
             * @description topup: it was paid for; promotion: a gift; adjust: a correction. Left out: topup, or adjust for a negative amount.
             * @default topup
             * @enum {string}
             */
            kind: "topup" | "promotion" | "adjust";
            /** @description Why. It is on the statement. */
            reason: string;
        };
        CreditResult: {
            /** @description Dollars that the user may spend now. */
            balance: string;
            /** @description Whether it was posted; false when one with the same event_id had been. */
            posted: boolean;
        };
        Currency: {
            /** @description Three letters (ISO 4217), such as CNY; empty for none. */
            code?: string;
            /** @description Day for which that is so, as YYYY-MM-DD; empty for the day on which it is set. */
            date?: string;
            /** @description How many of it a dollar costs: a decimal with at most six places. It is for display; everything is reckoned in dollars. */
            rate?: string;
        };
        DecideCall: {
            /** @description Channels that are taken for dead. */
            dead?: string[];
            /** @description Group of the caller; empty for the default group, or for the token's. */
            group?: string;
            /** @description Whether it has images. */
            images?: boolean;
            /** @description Public model name. */
            model: string;
            /**
             * Format: int64
             * @description About how long its prompt is.
             */
            prompt_tokens?: number;
            /**
             * Format: int64
             * @description For how many calls, one after the other, the first target is chosen, to see how they spread.
             */
            times?: number;
            /** @description A token that the call would be made with, for its group and for what it may do. */
            token_id?: string;
            /** @description Whether the call offers tools: for targets with conditions. */
            tools?: boolean;
        };
        Decision: {
            /** @description The chosen targets in order, then others; at most 16. */
            candidates: components["schemas"]["Candidate"][];
            /** @description Whether the call's session chose before the strategy did. */
            sticky: boolean;
            /** @description Strategy of the model's route. */
            strategy: string;
            /**
             * Format: int64
             * @description Targets that were looked at.
             */
            total: number;
        };
        DraftTest: {
            /** @description The channel as it would be written. */
            channel: components["schemas"]["Channel"];
            /** @description The stored channel that this is an edit of. Keys that are left out are then its own, which go to no other address than its own. */
            channel_id?: string;
            /** @description A public name; the channel's first one when left out. */
            model?: string;
            /** @description Whether the answer is asked for as a stream. */
            stream?: boolean;
        };
        Drift: {
            /** @description Whether an adjustment can explain it: POST /api/doctor/adjustments. */
            adjustable: boolean;
            /** @description What should hold there. */
            check: string;
            /** @description What is there. */
            got: string;
            /** @description What should be there. */
            want: string;
            /** @description The account, posting, call or record. */
            where: string;
        };
        Environment: {
            /** @description Version of Go that built it. */
            go: string;
            /** @description The settings, in the order of the command's help. */
            items: components["schemas"]["EnvironmentSetting"][];
            /**
             * Format: date-time
             * @description When it was started.
             */
            started: string;
            /** @description Operating system and processor. */
            system: string;
            /** @description Version of the program. */
            version: string;
        };
        EnvironmentSetting: {
            /** @description The flag of the command line, which wins over the variable; empty where there is none. */
            flag: string;
            /** @description What it does. */
            help: string;
            /** @description The variable of the environment. */
            name: string;
            /** @description Whether it is a secret: then value is empty, and set says whether there is one. */
            secret: boolean;
            /** @description Whether it has a value. */
            set: boolean;
            /**
             * @description Where the value comes from.
             * @enum {string}
             */
            source: "flag" | "env" | "default";
            /** @description The value in force; empty for none. A secret is never shown. */
            value: string;
        };
        Exchange: {
            /** @description What the upstream answered. */
            answer: components["schemas"]["LogBody"];
            /** @description Channel that was asked. */
            channel_id: string;
            /** @description Wire format that was spoken. */
            dialect: string;
            /** @description What was sent: as the client's bytes with few edits, or translated. */
            request: components["schemas"]["LogBody"];
            /**
             * Format: int64
             * @description The upstream's status, 0 without an answer.
             */
            status: number;
            /** @description Model that was asked. */
            upstream_model: string;
        };
        FieldChange: {
            /** @description Value after; null = not set. */
            after: string | null;
            /** @description Value before; null = not set. */
            before: string | null;
            /** @description Path of the field. */
            field: string;
            /** @description How much more that is, in percent with one decimal; null where it cannot be said. */
            percent: string | null;
        };
        FieldError: {
            /** @description Path of the field in the request, empty for the request as a whole. */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        Frame: {
            /**
             * Format: double
             * @description When all of it was there, in milliseconds since the call arrived. What was read or sent at once has the same time.
             */
            at_ms: number;
            /**
             * Format: int64
             * @description Its size.
             */
            bytes: number;
            /** @description The event; of a binary frame its payload. */
            text: string;
        };
        GapEvent: {
            /**
             * Format: int64
             * @description How many events are missing; 0 where that is not known.
             */
            missed: number;
        };
        General: {
            /**
             * @description Dollars below which the balance of a user who makes calls is low; 0 for never.
             * @default 5
             */
            balance_alert: string;
            /** @description Scheme and host that set-up help tells clients to use; empty for the address of the console. */
            base_url?: string;
            /** @description A second currency to show amounts in, beside dollars. */
            currency?: components["schemas"]["Currency"];
            /**
             * @description Language for people who have chosen none; empty for the browser's.
             * @enum {string}
             */
            language?: "" | "en" | "zh-CN";
            /** @description What this gateway is called, on its pages; empty for BurnCloud. */
            name?: string;
            /**
             * @description Colours for people who have chosen none; empty for the system's.
             * @enum {string}
             */
            theme?: "" | "light" | "dark" | "system";
        };
        GeneralPatch: {
            /**
             * @description Dollars below which the balance of a user who makes calls is low; 0 for never.
             * @default 5
             */
            balance_alert: string;
            /** @description Scheme and host that set-up help tells clients to use; empty for the address of the console. */
            base_url?: string;
            /** @description A second currency to show amounts in, beside dollars. */
            currency?: components["schemas"]["Currency"];
            /**
             * @description Language for people who have chosen none; empty for the browser's.
             * @enum {string}
             */
            language?: "" | "en" | "zh-CN";
            /** @description What this gateway is called, on its pages; empty for BurnCloud. */
            name?: string;
            /**
             * @description Colours for people who have chosen none; empty for the system's.
             * @enum {string}
             */
            theme?: "" | "light" | "dark" | "system";
        };
        Group: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description What it is for. */
            description?: string;
            /** @description Of all callers in the group together. */
            limits?: components["schemas"]["Limits"];
            /** @description Letters, digits, '-', '_' and '.'; it cannot be changed. */
            name?: string;
            /**
             * @description Decimal that every price is multiplied by, at most six decimals.
             * @default 1.0
             */
            price_multiplier: string | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        GroupPatch: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description What it is for. */
            description?: string;
            /** @description Of all callers in the group together. */
            limits?: components["schemas"]["Limits"];
            /** @description Letters, digits, '-', '_' and '.'; it cannot be changed. */
            name?: string;
            /**
             * @description Decimal that every price is multiplied by, at most six decimals.
             * @default 1.0
             */
            price_multiplier: string | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        Health: {
            /** @description The newest failure, kept while healthy too. */
            last_error: string;
            /** @description The cause in words, empty while healthy. */
            reason: string;
            /**
             * Format: date-time
             * @description When this state began, null when unknown.
             */
            since: string | null;
            /**
             * @description Whether it is given calls; degraded: some of its keys or models are dead.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
        };
        HealthChange: {
            /** @description The provider key. */
            key_id: string;
            /** @description The cause in words, empty when it became healthy. */
            reason: string;
            /**
             * @description The new state.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /**
             * Format: date-time
             * @description When it happened.
             */
            time: string;
            /** @description The model as the provider calls it. */
            upstream_model: string;
        };
        HealthEvent: {
            /** @description The channel. */
            channel_id: string;
            /** @description The provider key. */
            key_id: string;
            /** @description The cause in words, empty when it became healthy. */
            reason: string;
            /**
             * @description The new state.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /**
             * Format: date-time
             * @description When it happened.
             */
            time: string;
            /** @description The model as the provider calls it. */
            upstream_model: string;
        };
        HealthSlot: {
            /**
             * Format: int64
             * @description How often the channel was asked.
             */
            attempts: number;
            /**
             * Format: int64
             * @description How many were of that class.
             */
            error_count: number;
            /** @description The most frequent class of these failures, empty without any. */
            error_kind: string;
            /**
             * Format: int64
             * @description Attempts that failed by the channel's fault, whether or not another channel then answered.
             */
            failed: number;
            /**
             * Format: date-time
             * @description Begin of the slot.
             */
            start: string;
        };
        ImagePrice: {
            /** @description Dollars per picture. */
            per_image: string;
            /** @description Such as hd or low; empty for any. */
            quality?: string;
            /** @description Such as 1024x1024, 2k or square_hd; empty for any. */
            size?: string;
        };
        Invitation: {
            /** @description The code; in the answer to creating it only. */
            readonly code?: string;
            /** @description The last characters of the code. */
            readonly code_hint?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description User who made it; empty for the bootstrap token. */
            readonly created_by?: string;
            /**
             * Format: date-time
             * @description Until when it can be used; in seven days when left out.
             */
            expires_at?: string | null;
            /** @description Channel group of the account; empty for the one of those who register. */
            group?: string;
            /** @description Identifier (inv_…). */
            readonly id?: string;
            /** @description Where it is used, with the code; in the answer to creating it only. */
            readonly link?: string;
            /** @description Whom it is for. */
            note?: string;
            /**
             * @description Role of the account that is made with it.
             * @default user
             * @enum {string}
             */
            role: "admin" | "operator" | "user";
            /**
             * Format: date-time
             * @description When it was used; left out when it was not.
             */
            readonly used_at?: string | null;
            /** @description User who was made with it. */
            readonly used_by?: string;
        };
        JournalSegment: {
            /**
             * Format: int64
             * @description Bytes used.
             */
            bytes: number;
            /**
             * Format: int64
             * @description Its first record.
             */
            first_lsn: number;
            /**
             * Format: int64
             * @description Its last record; one less than the first while it has none.
             */
            last_lsn: number;
            /** @description File name. */
            name: string;
            /**
             * Format: int64
             * @description Bytes reserved.
             */
            size: number;
        };
        JournalState: {
            /**
             * Format: int64
             * @description The newest record that the database has.
             */
            applied_lsn: number;
            /**
             * Format: int64
             * @description The newest record that is on the disk: it survives a power cut.
             */
            durable_lsn: number;
            /**
             * Format: int64
             * @description The oldest record that is kept.
             */
            first_lsn: number;
            /** @description Whether new calls are taken. */
            healthy: boolean;
            /**
             * Format: int64
             * @description Records that the database does not have yet.
             */
            lag: number;
            /** @description Why not; empty otherwise. */
            reason: string;
            /** @description Files, oldest first. */
            segments: components["schemas"]["JournalSegment"][];
            /**
             * Format: int64
             * @description Median time of the last syncs, in microseconds.
             */
            sync_p50_us: number;
            /**
             * Format: int64
             * @description 99th percentile.
             */
            sync_p99_us: number;
            /**
             * Format: int64
             * @description How often the disk was synced since the start.
             */
            syncs: number;
            /**
             * Format: int64
             * @description The newest record: it survives the death of the process.
             */
            written_lsn: number;
        };
        LeftOut: {
            /** @description The channel. */
            channel_id: string;
            /**
             * @description disabled: it is switched off; group: it is not for the caller's group; route: the route names its targets, and it is not one; keys: all its keys are disabled.
             * @enum {string}
             */
            reason: "disabled" | "group" | "route" | "keys";
            /** @description What is behind the reason in words, such as why its keys are disabled; mostly empty. */
            why: string;
        };
        Limits: {
            /**
             * Format: int64
             * @description Calls at the same time.
             */
            concurrency?: number;
            /**
             * Format: int64
             * @description Requests per minute.
             */
            rpm?: number;
            /**
             * Format: int64
             * @description Tokens per minute, prompt and answer together. An estimate is reserved at first, and corrected by what was used.
             */
            tpm?: number;
        };
        Log: {
            /** @description Tries of upstreams, in order. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * Format: int64
             * @description Size of the request body.
             */
            bytes_in: number;
            /**
             * Format: int64
             * @description Size of the response body.
             */
            bytes_out: number;
            /** @description Channel that answered, or failed last. */
            channel_id: string;
            /** @description Dollars charged; null without a price. */
            cost: string | null;
            /** @description Wire format of the client. */
            dialect: string;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description Method and path. */
            endpoint: string;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words. */
            error_message: string;
            /** @description What was unusual, such as an estimated usage or dropped fields. */
            flags: string[];
            /** @description Channel group of the call. */
            group: string;
            /** @description Identifier; the same as request_id. */
            id: string;
            /** @description Address of the client. */
            ip: string;
            /** @description Model that was asked for. */
            model: string;
            /**
             * Format: int64
             * @description The gateway's own share, in microseconds.
             */
            overhead_us: number;
            /** @description Dollars that the upstreams charge; null where it is not known what they do. */
            purchase_cost: string | null;
            /** @description The X-Request-Id that the client saw. */
            request_id: string;
            /**
             * Format: int64
             * @description Configuration that the call saw.
             */
            snapshot_version: number;
            /**
             * Format: int64
             * @description Status sent to the client; 499 when it left first.
             */
            status: number;
            /** @description Whether the answer was a stream. */
            stream: boolean;
            /**
             * Format: date-time
             * @description Arrival.
             */
            time: string;
            /** @description Token that was used, empty when it was not known. */
            token_id: string;
            /**
             * Format: double
             * @description Arrival to first content, in milliseconds; 0 without content.
             */
            ttft_ms: number;
            /** @description Wire format of the provider. */
            upstream_dialect: string;
            /** @description Model that was asked upstream. */
            upstream_model: string;
            /** @description Tokens by bucket; no token is in two. */
            usage: components["schemas"]["CallUsage"];
            /** @description Owner of the token, empty when it was not known. */
            user_id: string;
        };
        LogBodies: {
            /** @description What the client was given. Lines that only kept it waiting are left out. */
            answer: components["schemas"]["LogBody"];
            /** @description What was said between the gateway and the upstreams: one for each attempt that sent something, in order. */
            exchanges: components["schemas"]["Exchange"][];
            /**
             * Format: date-time
             * @description When they are deleted by the retention as it is now; null when they are not kept.
             */
            expires_at: string | null;
            /** @description Identifier of the call. */
            id: string;
            /** @description Whether the bodies of the call are kept. */
            kept: boolean;
            /**
             * @description Why they are not, by the settings as they are now: off; succeeded, where only failures are kept; not_sampled; other_user, where only those of some users are kept; dropped, because there was no room for them; expired; not_read, where no body was read: sessions, and calls whose token was refused; unknown, as when they were switched on later.
             * @enum {string}
             */
            reason: "" | "off" | "succeeded" | "not_sampled" | "other_user" | "dropped" | "expired" | "not_read" | "unknown";
            /** @description What the client sent. */
            request: components["schemas"]["LogBody"];
        };
        LogBody: {
            /**
             * Format: int64
             * @description Size of the whole.
             */
            bytes: number;
            /** @description Media type, empty when there was none. */
            content_type: string;
            /**
             * @description How text stands for the bytes.
             * @enum {string}
             */
            encoding: "utf-8" | "base64";
            /** @description Of a stream: its events, in order. Together they are the body. */
            frames: components["schemas"]["Frame"][];
            /**
             * Format: int64
             * @description Bytes of it that are kept, from the beginning on.
             */
            kept_bytes: number;
            /** @description What is kept; empty for a stream, whose frames have it. */
            text: string;
            /** @description Whether a part is missing. */
            truncated: boolean;
        };
        LogDetail: {
            /** @description Tries of upstreams, in order. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * Format: int64
             * @description Size of the request body.
             */
            bytes_in: number;
            /**
             * Format: int64
             * @description Size of the response body.
             */
            bytes_out: number;
            /** @description Channel that answered, or failed last. */
            channel_id: string;
            /** @description Dollars charged; null without a price. */
            cost: string | null;
            /** @description How the targets were chosen; left out when there was nothing to choose. */
            decision: components["schemas"]["Decision"];
            /** @description Wire format of the client. */
            dialect: string;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description Method and path. */
            endpoint: string;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words. */
            error_message: string;
            /** @description What was unusual, such as an estimated usage or dropped fields. */
            flags: string[];
            /** @description Channel group of the call. */
            group: string;
            /** @description Identifier; the same as request_id. */
            id: string;
            /** @description Address of the client. */
            ip: string;
            /** @description Fields of the request that did not reach the upstream as they were, each with the reason, because its dialect differs. */
            losses: string[];
            /** @description Model that was asked for. */
            model: string;
            /**
             * Format: int64
             * @description The gateway's own share, in microseconds.
             */
            overhead_us: number;
            /** @description How the cost came about; left out without a price. */
            price: components["schemas"]["PriceReceipt"];
            /** @description How the purchase cost of the answering attempt came about; left out where it is not known. */
            purchase: components["schemas"]["PriceReceipt"];
            /** @description Dollars that the upstreams charge; null where it is not known what they do. */
            purchase_cost: string | null;
            /** @description The usage in the provider's own words, cut at 1 KiB. */
            raw_usage: string;
            /** @description The X-Request-Id that the client saw. */
            request_id: string;
            /**
             * Format: int64
             * @description Configuration that the call saw.
             */
            snapshot_version: number;
            /**
             * Format: int64
             * @description Status sent to the client; 499 when it left first.
             */
            status: number;
            /** @description Whether the answer was a stream. */
            stream: boolean;
            /**
             * Format: date-time
             * @description Arrival.
             */
            time: string;
            /** @description Token that was used, empty when it was not known. */
            token_id: string;
            /** @description How the books have the call; left out where no money was held for it. */
            trail: components["schemas"]["MoneyTrail"];
            /**
             * Format: double
             * @description Arrival to first content, in milliseconds; 0 without content.
             */
            ttft_ms: number;
            /** @description Wire format of the provider. */
            upstream_dialect: string;
            /** @description Model that was asked upstream. */
            upstream_model: string;
            /** @description Tokens by bucket; no token is in two. */
            usage: components["schemas"]["CallUsage"];
            /** @description Owner of the token, empty when it was not known. */
            user_id: string;
        };
        LogHistogram: {
            /**
             * Format: date-time
             * @description Null when everything was counted; else calls before this time are missing, because counting them would take too long with this filter.
             */
            complete_from: string | null;
            /** @description The calls of each step. */
            counts: components["schemas"]["OutcomeNumbers"][];
            /**
             * Format: date-time
             * @description Begin of the range, on a whole step.
             */
            from: string;
            /** @description Length of a step. */
            step: string;
            /** @description Begin of each step. */
            times: string[];
            /**
             * Format: date-time
             * @description End of the range, on a whole step.
             */
            to: string;
        };
        LogPage: {
            /**
             * Format: int64
             * @description About how many calls there are in all; on the first page only, else null.
             */
            estimate: number | null;
            /** @description The calls of this page. There may be few or none before the last page, where the search takes long: it goes on at next_cursor. */
            items: components["schemas"]["Log"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        LogsAround: {
            /** @description Calls that ended after it, the nearest first. */
            newer: components["schemas"]["Log"][];
            /** @description Calls that ended before it, the nearest first. */
            older: components["schemas"]["Log"][];
        };
        ManagementToken: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Identifier (mt_…). */
            readonly id?: string;
            /** @description The key; in the answer to creating it only. */
            readonly key?: string;
            /** @description The last characters of the key. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description What it is for; shown in the audit log. */
            name: string;
            /** @description What it may do of what its user may: read, write (includes read), admin (everything), self (the user's own account); each may be narrowed to one resource, such as read:logs. Empty for everything. */
            scopes?: string[];
            /** @description Whose role it has. Left out: the caller's. It cannot be changed, and only admins make tokens of others. */
            user_id?: string;
        };
        ManagementTokenPatch: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Identifier (mt_…). */
            readonly id?: string;
            /** @description The key; in the answer to creating it only. */
            readonly key?: string;
            /** @description The last characters of the key. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description What it is for; shown in the audit log. */
            name?: string;
            /** @description What it may do of what its user may: read, write (includes read), admin (everything), self (the user's own account); each may be narrowed to one resource, such as read:logs. Empty for everything. */
            scopes?: string[];
            /** @description Whose role it has. Left out: the caller's. It cannot be changed, and only admins make tokens of others. */
            user_id?: string;
        };
        Me: {
            /**
             * Format: date-time
             * @description When the account was made.
             */
            created_at?: string | null;
            /** @description Address, empty when unknown. */
            email: string;
            /** @description Channel group of the user. */
            group: string;
            /** @description Whether the user can sign in with a password. */
            has_password: boolean;
            /** @description Identifier (usr_…). */
            id: string;
            /** @description Of all tokens of the user together. */
            limits: components["schemas"]["Limits"];
            /** @description How the user likes the console. */
            preferences: components["schemas"]["Preferences"];
            /**
             * Format: int64
             * @description Recovery codes that were not used yet.
             */
            recovery_codes: number;
            /**
             * @description What the user may do.
             * @enum {string}
             */
            role: "admin" | "operator" | "user";
            /** @description Whether signing in with the password needs a code, too. */
            second_factor: boolean;
            /** @description Login name. */
            username: string;
        };
        MeChange: {
            /** @description How the user likes the console. */
            preferences?: components["schemas"]["Preferences"];
        };
        MeChangePatch: {
            /** @description How the user likes the console. */
            preferences?: components["schemas"]["Preferences"];
        };
        Model: {
            /** @description Every channel that lists it, enabled or not. */
            channels: components["schemas"]["ModelChannel"][];
            /** @description Who serves it, for each channel group that it is offered to; empty for a name that was only asked for. */
            groups: components["schemas"]["ModelPool"][];
            /** @description Its calls of the last hour. */
            last_hour: components["schemas"]["ModelNumbers"];
            /** @description The name that clients ask for. */
            model: string;
            /** @description Model or pattern of that price. */
            price: string;
            /** @description Version of the price that applies now, empty without one. */
            price_id: string;
            /** @description Whether a price applies to it now. */
            priced: boolean;
        };
        ModelChannel: {
            /** @description The channel. */
            channel_id: string;
            /** @description Whether calls are sent to it. */
            enabled: boolean;
            /** @description Its name. */
            name: string;
            /**
             * @description How it does.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /** @description The model as its provider calls it. */
            upstream_model: string;
        };
        ModelList: {
            /** @description All model names that are listed by a channel, routed, or were asked for in the last hour, in order. */
            items: components["schemas"]["Model"][];
        };
        ModelNumbers: {
            /**
             * Format: int64
             * @description Calls that failed or were cut.
             */
            errors: number;
            /**
             * Format: int64
             * @description Calls that were refused for the caller's fault, a missing price among them.
             */
            refused: number;
            /**
             * Format: int64
             * @description Calls, refused ones too.
             */
            requests: number;
            /**
             * Format: double
             * @description Median time to the first content, in milliseconds; 0 without content.
             */
            ttft_p50_ms: number;
        };
        ModelPool: {
            /** @description Models that are asked when no target can answer. */
            fallback_models: string[];
            /** @description The channel group. */
            group: string;
            /** @description The route that decides, empty when every channel of the group that lists the model serves it. */
            route_id: string;
            /** @description How targets are chosen. */
            strategy: string;
            /** @description Enabled channels, highest priority first. */
            targets: components["schemas"]["ModelTarget"][];
        };
        ModelTarget: {
            /** @description The channel. */
            channel_id: string;
            /**
             * Format: int64
             * @description Higher is tried first.
             */
            priority: number;
            /** @description The model as its provider calls it. */
            upstream_model: string;
            /**
             * Format: int64
             * @description Share inside a priority.
             */
            weight: number;
        };
        MoneyTrail: {
            /** @description Whether what the postings took is what the call's record says that it cost. */
            agrees: boolean;
            /** @description Dollars that were taken in the end; zero when the whole hold was given back. */
            charged: string;
            /** @description Dollars that were promised to the call while it ran, extensions included. A call that ends soon has no posting of it: the promise is in the journal only. */
            held: string;
            /** @description The postings, in the order of the books; none for a call that was charged nothing. */
            steps: components["schemas"]["TrailStep"][];
            /** @description Whether the user's balance was not drawn on. */
            unlimited: boolean;
        };
        MyAttempt: {
            /**
             * Format: double
             * @description How long it took, in milliseconds.
             */
            duration_ms: number;
            /** @description Whether another one was tried, or the call failed. */
            failed: boolean;
            /**
             * Format: int64
             * @description 1 for the first.
             */
            number: number;
        };
        MyBalance: {
            /** @description Dollars that may be spent. */
            balance: string;
            /** @description Dollars that running calls hold; not in balance. */
            held: string;
            /** @description Whether calls do not draw on the balance. */
            unlimited: boolean;
        };
        MyLog: {
            /** @description Tries of upstreams, in order. */
            attempts: components["schemas"]["MyAttempt"][];
            /**
             * Format: int64
             * @description Size of the request body.
             */
            bytes_in: number;
            /**
             * Format: int64
             * @description Size of the response body.
             */
            bytes_out: number;
            /** @description Dollars charged; null without a price. */
            cost: string | null;
            /** @description Wire format of the client. */
            dialect: string;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description Method and path. */
            endpoint: string;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words; empty where it tells of upstreams. */
            error_message: string;
            /** @description What was unusual, such as an estimated usage or dropped fields. */
            flags: string[];
            /** @description Channel group of the call. */
            group: string;
            /** @description Identifier; the same as request_id. */
            id: string;
            /** @description Address of the client. */
            ip: string;
            /** @description Model that was asked for. */
            model: string;
            /** @description The X-Request-Id that the client saw. */
            request_id: string;
            /**
             * Format: int64
             * @description Status sent to the client; 499 when it left first.
             */
            status: number;
            /** @description Whether the answer was a stream. */
            stream: boolean;
            /**
             * Format: date-time
             * @description Arrival.
             */
            time: string;
            /** @description Token that was used. */
            token_id: string;
            /**
             * Format: double
             * @description Arrival to first content, in milliseconds; 0 without content.
             */
            ttft_ms: number;
            /** @description Tokens by bucket; no token is in two. */
            usage: components["schemas"]["CallUsage"];
        };
        MyLogBodies: {
            /** @description What the client was given. Lines that only kept it waiting are left out. */
            answer: components["schemas"]["LogBody"];
            /**
             * Format: date-time
             * @description When they are deleted; null when they are not kept.
             */
            expires_at: string | null;
            /** @description Identifier of the call. */
            id: string;
            /** @description Whether the bodies of the call are kept. */
            kept: boolean;
            /** @description What the client sent. */
            request: components["schemas"]["LogBody"];
        };
        MyLogDetail: {
            /** @description Tries of upstreams, in order. */
            attempts: components["schemas"]["MyAttempt"][];
            /**
             * Format: int64
             * @description Size of the request body.
             */
            bytes_in: number;
            /**
             * Format: int64
             * @description Size of the response body.
             */
            bytes_out: number;
            /** @description Dollars charged; null without a price. */
            cost: string | null;
            /** @description Wire format of the client. */
            dialect: string;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description Method and path. */
            endpoint: string;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words; empty where it tells of upstreams. */
            error_message: string;
            /** @description What was unusual, such as an estimated usage or dropped fields. */
            flags: string[];
            /** @description Channel group of the call. */
            group: string;
            /** @description Identifier; the same as request_id. */
            id: string;
            /** @description Address of the client. */
            ip: string;
            /** @description Fields of the request that did not reach the model as they were, each with the reason. */
            losses: string[];
            /** @description Model that was asked for. */
            model: string;
            /** @description How the cost came about; left out without a price. */
            price: components["schemas"]["PriceReceipt"];
            /** @description The X-Request-Id that the client saw. */
            request_id: string;
            /**
             * Format: int64
             * @description Status sent to the client; 499 when it left first.
             */
            status: number;
            /** @description Whether the answer was a stream. */
            stream: boolean;
            /**
             * Format: date-time
             * @description Arrival.
             */
            time: string;
            /** @description Token that was used. */
            token_id: string;
            /** @description How the books have the call; left out where no money was held for it. */
            trail: components["schemas"]["MoneyTrail"];
            /**
             * Format: double
             * @description Arrival to first content, in milliseconds; 0 without content.
             */
            ttft_ms: number;
            /** @description Tokens by bucket; no token is in two. */
            usage: components["schemas"]["CallUsage"];
        };
        MyModel: {
            /** @description Dollars per million audio tokens heard. */
            audio_in: string;
            /** @description Dollars per million audio tokens spoken. */
            audio_out: string;
            /** @description Whether something serves it at the moment; else calls are answered by its fallbacks or refused. */
            available: boolean;
            /** @description Dollars per million tokens read from the provider's cache. */
            cache_read: string;
            /** @description Dollars per million tokens written to the provider's cache. */
            cache_write: string;
            /** @description Dollars per million prompt tokens. */
            input: string;
            /** @description Name to ask for. */
            model: string;
            /** @description Dollars per million generated tokens. */
            output: string;
            /** @description Dollars per call. */
            per_call: string;
            /** @description Whether it has a price; without one a call costs nothing. */
            priced: boolean;
            /** @description Dollars per million thinking tokens. */
            reasoning: string;
            /** @description What calls with longer prompts cost, ascending. */
            tiers: components["schemas"]["MyModelTier"][];
        };
        MyModelTier: {
            /**
             * Format: int64
             * @description Prompt length, in tokens, above which these prices hold.
             */
            above_tokens: number;
            /** @description Dollars per million prompt tokens. */
            input: string;
            /** @description Dollars per million generated tokens. */
            output: string;
        };
        MyModels: {
            /** @description The group of the user. Tokens may have another. */
            group: string;
            /** @description The models, sorted by name. */
            items: components["schemas"]["MyModel"][];
        };
        MyToken: {
            /** @description Networks (or addresses) that it may be used from; empty for anywhere. */
            allowed_cidrs?: string[];
            /** @description Dollars that it may spend; null for as much as the balance has. */
            budget?: string | null;
            /**
             * @description Span of time that the budget is for.
             * @default total
             * @enum {string}
             */
            budget_period: "total" | "day" | "month";
            /**
             * Format: int64
             * @description Calls made with it.
             */
            readonly calls?: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether it works.
             * @default true
             */
            enabled: boolean | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Channel group; empty for the user's. An operator chooses it. */
            readonly group?: string;
            /** @description Identifier (tok_…). */
            readonly id?: string;
            /** @description The key; in the answer to creating and rotating only. */
            readonly key?: string;
            /** @description The last characters of the key. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description Of this token. An operator chooses them. */
            readonly limits?: components["schemas"]["Limits"];
            /** @description Models that it may use; empty for all. */
            models?: string[];
            /** @description What it is for. */
            name: string;
            /** @description The last characters of the key before, while it still works; empty otherwise. */
            readonly old_key_hint?: string;
            /**
             * Format: date-time
             * @description When the key before stops working; null when there is none that works.
             */
            readonly old_key_until?: string | null;
            /** @description Dollars left of the budget; null without one. */
            readonly remaining?: string | null;
            /** @description Dollars spent with it. */
            readonly spent?: string;
            /** @description Refuse calls that would lose something between two dialects. */
            strict?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        MyTokenPatch: {
            /** @description Networks (or addresses) that it may be used from; empty for anywhere. */
            allowed_cidrs?: string[];
            /** @description Dollars that it may spend; null for as much as the balance has. */
            budget?: string | null;
            /**
             * @description Span of time that the budget is for.
             * @default total
             * @enum {string}
             */
            budget_period: "total" | "day" | "month";
            /**
             * Format: int64
             * @description Calls made with it.
             */
            readonly calls?: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether it works.
             * @default true
             */
            enabled: boolean | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Channel group; empty for the user's. An operator chooses it. */
            readonly group?: string;
            /** @description Identifier (tok_…). */
            readonly id?: string;
            /** @description The key; in the answer to creating and rotating only. */
            readonly key?: string;
            /** @description The last characters of the key. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description Of this token. An operator chooses them. */
            readonly limits?: components["schemas"]["Limits"];
            /** @description Models that it may use; empty for all. */
            models?: string[];
            /** @description What it is for. */
            name?: string;
            /** @description The last characters of the key before, while it still works; empty otherwise. */
            readonly old_key_hint?: string;
            /**
             * Format: date-time
             * @description When the key before stops working; null when there is none that works.
             */
            readonly old_key_until?: string | null;
            /** @description Dollars left of the budget; null without one. */
            readonly remaining?: string | null;
            /** @description Dollars spent with it. */
            readonly spent?: string;
            /** @description Refuse calls that would lose something between two dialects. */
            strict?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        Notice: {
            /**
             * Format: date-time
             * @description When it was set.
             */
            readonly set_at?: string | null;
            /** @description Who set it. */
            readonly set_by?: string;
            /** @description Plain text; empty for no notice. */
            text?: string;
            /**
             * @description How it looks.
             * @default info
             * @enum {string}
             */
            tone: "info" | "warning";
            /**
             * Format: date-time
             * @description When it goes away by itself; null for never.
             */
            until?: string | null;
        };
        OIDC: {
            /** @description Whether somebody who is not known yet gets an account. */
            allow_create?: boolean;
            /** @description What the provider calls this gateway. */
            client_id?: string;
            /** @description Secret of the gateway at the provider. It is kept encrypted and never shown; left out, the one that is there stays; empty takes it away. */
            client_secret?: string;
            /** @description Whether there is a secret. */
            readonly client_secret_set?: boolean;
            /** @description Claim that holds the group or groups. */
            group_claim?: string;
            /** @description Value of the group claim to channel group; the first in alphabetical order counts. */
            groups?: {
                [key: string]: string;
            };
            /** @description Address of the provider, as it names itself; empty for none. */
            issuer?: string;
            /** @description Text of the button; empty for the issuer's host. */
            label?: string;
            /** @description Whether an address that the provider has verified signs in the user who has it. Switch it on only for a provider that you trust with every account. */
            link_by_email?: boolean;
            /** @description Claim that holds the role or roles; with it the role follows the provider at each sign-in, and is user where nothing matches. */
            role_claim?: string;
            /** @description Value of the role claim to role (admin, operator, user); the highest counts. */
            roles?: {
                [key: string]: string;
            };
            /** @description Scopes to ask for beside openid; empty for profile and email. */
            scopes?: string[];
        };
        OutcomeNumbers: {
            /**
             * Format: int64
             * @description The client left first.
             */
            canceled: number;
            /**
             * Format: int64
             * @description The client has its answer.
             */
            completed: number;
            /**
             * Format: int64
             * @description The answer broke off after it had begun.
             */
            cut: number;
            /**
             * Format: int64
             * @description The client got an error that was not its own doing.
             */
            failed: number;
            /**
             * Format: int64
             * @description The caller was at fault, or at a limit of its own.
             */
            refused: number;
        };
        Overview: {
            /** @description What needs a person, the worst first. What the caller has put off is here, too, with the moment until when. */
            attention: components["schemas"]["Attention"][];
            /**
             * Format: int64
             * @description Finished calls that wait in the journal and are not in these numbers yet.
             */
            backlog: number;
            /** @description The calls of the range before it, of the same length, to compare with. */
            before: components["schemas"]["UsageNumbers"];
            /** @description All channels with their last 24 hours, those that need care first. */
            channels: components["schemas"]["ChannelLine"][];
            /** @description The newest calls, newest first. */
            latest: components["schemas"]["Log"][];
            /** @description The calls of the range. */
            now: components["schemas"]["UsageNumbers"];
            /** @description Length of the range up to now. */
            range: string;
            /**
             * Format: date-time
             * @description When this was worked out.
             */
            time: string;
            /** @description The range by model. */
            traffic: components["schemas"]["UsageReport"];
            /** @description The users that were charged most, without series. */
            users: components["schemas"]["UsageGroup"][];
        };
        PageAuditEntry: {
            /** @description The objects of this page. */
            items: components["schemas"]["AuditEntry"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageChannel: {
            /** @description The objects of this page. */
            items: components["schemas"]["Channel"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageGroup: {
            /** @description The objects of this page. */
            items: components["schemas"]["Group"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageInvitation: {
            /** @description The objects of this page. */
            items: components["schemas"]["Invitation"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageManagementToken: {
            /** @description The objects of this page. */
            items: components["schemas"]["ManagementToken"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageMyLog: {
            /** @description The objects of this page. */
            items: components["schemas"]["MyLog"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageMyToken: {
            /** @description The objects of this page. */
            items: components["schemas"]["MyToken"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PagePrice: {
            /** @description The objects of this page. */
            items: components["schemas"]["Price"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageRedemption: {
            /** @description The objects of this page. */
            items: components["schemas"]["Redemption"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageRedemptionCode: {
            /** @description The objects of this page. */
            items: components["schemas"]["RedemptionCode"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageRoute: {
            /** @description The objects of this page. */
            items: components["schemas"]["Route"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageSessionInfo: {
            /** @description The objects of this page. */
            items: components["schemas"]["SessionInfo"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageToken: {
            /** @description The objects of this page. */
            items: components["schemas"]["Token"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageUser: {
            /** @description The objects of this page. */
            items: components["schemas"]["User"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageView: {
            /** @description The objects of this page. */
            items: components["schemas"]["View"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        Part: {
            /** @description What to do about it. */
            advice: string;
            /** @description What was measured. */
            figures: components["schemas"]["PartFigure"][];
            /** @description Short name of what is to be looked at; empty where nothing is. */
            finding: string;
            /** @description books, journal, database, disk, clock, configuration, channels, audit or versions. */
            name: string;
            /**
             * @description warn: it works, and somebody should look; bad: calls fail or money is at stake; off: not known or not in use.
             * @enum {string}
             */
            state: "ok" | "warn" | "bad" | "off";
        };
        PartFigure: {
            /** @description What was measured. */
            name: string;
            /**
             * Format: int64
             * @description The number, in its unit; 0 for a text.
             */
            number: number;
            /** @description The text; empty for a number. */
            text: string;
            /**
             * @description us: microseconds; time: seconds since 1970.
             * @enum {string}
             */
            unit: "count" | "bytes" | "us" | "time" | "text";
        };
        PasswordChange: {
            /** @description The password until now; left out by a user who has none. */
            current_password?: string;
            /** @description The password from now on, of at least 10 characters. */
            new_password: string;
        };
        PasswordReset: {
            /** @description The new password. Left out: one is made up, and is in the answer once. */
            password?: string;
            /** @description Whether the second factor is taken away, too. */
            reset_second_factor?: boolean;
        };
        PasswordResult: {
            /** @description The password that was made up; empty when one was given. */
            password: string;
        };
        Preferences: {
            /**
             * @description How close together rows are; empty for comfortable.
             * @enum {string}
             */
            density?: "" | "comfortable" | "compact";
            /**
             * @description Language of the console; empty for the browser's.
             * @enum {string}
             */
            language?: "" | "en" | "zh-CN";
            /**
             * @description Colours of the console; empty for the system's.
             * @enum {string}
             */
            theme?: "" | "light" | "dark" | "system";
        };
        Presentation: {
            /** @description Scheme and host that clients should use; empty for the address of the console. */
            base_url: string;
            /** @description A second currency to show amounts in, beside dollars; its code is empty when there is none. */
            currency: components["schemas"]["Currency"];
            /** @description What this gateway is called. */
            name: string;
            /** @description What operators tell everybody, null when there is nothing. Who set it is left out. */
            notice: components["schemas"]["Notice"];
        };
        Price: {
            /** @description Audio tokens heard; null for the input price. */
            audio_in?: string | null;
            /** @description Audio tokens spoken; null for the output price. */
            audio_out?: string | null;
            /** @description Tokens read from the provider's cache; null for the input price. */
            cache_read?: string | null;
            /** @description Tokens written to the provider's cache; null for the input price. */
            cache_write?: string | null;
            /** @description Tokens written to the provider's cache for an hour; null for cache_write's price. */
            cache_write_1h?: string | null;
            /** @description Channel that a purchase price is for. */
            channel_id?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * Format: date-time
             * @description From when it holds; now when left out.
             */
            effective_from?: string | null;
            /** @description Calls cost nothing. No prices may be given. */
            free?: boolean;
            /** @description Identifier of this version (pr_…). */
            readonly id?: string;
            /** @description Tokens of pictures both ways, where image_in or image_out is null; null for the input or output price. */
            image?: string | null;
            /** @description Tokens of pictures seen; null for image's price. */
            image_in?: string | null;
            /** @description Tokens of pictures made; null for image's price. */
            image_out?: string | null;
            /** @description Prices of pictures by size and quality, in place of per_image. The row that says most counts; of what neither request nor answer says, the dearest; what no row is for costs per_image, or as if it were not said. */
            images?: components["schemas"]["ImagePrice"][];
            /** @description Prompt tokens. Needed unless another unit has a price. */
            input?: string | null;
            /**
             * @description Left out, it is purchase where a channel or provider is named. sale: what callers pay for a public model name. purchase: what the operator pays for an upstream name.
             * @enum {string}
             */
            kind?: "sale" | "purchase";
            /** @description Model name or pattern such as gpt-4o*. The exact name wins, then the pattern with the longest beginning before its first *. */
            model: string;
            /** @description Generated tokens. Needed unless another unit has a price. */
            output?: string | null;
            /** @description Dollars per call; null for nothing. */
            per_call?: string | null;
            /** @description Dollars per character spoken; null for nothing. */
            per_character?: string | null;
            /** @description Dollars per picture made; null for nothing. */
            per_image?: string | null;
            /** @description Dollars per second of sound heard; null for nothing. */
            per_second?: string | null;
            /** @description Provider whose channels a purchase price is for, where they have none of their own. */
            provider?: string;
            /** @description Thinking tokens; null for the output price. */
            reasoning?: string | null;
            /** @description Ends the versions before: from then on this name has no price. No prices may be given. */
            retired?: boolean;
            /** @description Prices per token of calls with longer prompts, ascending. */
            tiers?: components["schemas"]["PriceTier"][];
        };
        PriceBulk: {
            /** @description Say what would change, and change nothing. */
            dry_run?: boolean;
            /** @description The new versions. What asks for the same as the version in force at its effective_from is left alone. */
            items: components["schemas"]["Price"][];
        };
        PriceChange: {
            /** @description The version that is asked for. */
            after: components["schemas"]["Price"];
            /** @description The version that was in force; null when there was none. */
            before: components["schemas"]["Price"];
            /**
             * @description new: the name had no price.
             * @enum {string}
             */
            change: "new" | "changed" | "same";
            /** @description Of a dry run that changes a sale price: what that would have made of the calls of the last seven days, of the newest 50,000 if there are more; null when there were none. */
            effect: components["schemas"]["PriceEffect"];
            /** @description What differs. */
            fields: components["schemas"]["FieldChange"][];
        };
        PriceChanges: {
            /**
             * Format: int64
             * @description New versions.
             */
            changed: number;
            /** @description Whether nothing was changed. */
            dry_run: boolean;
            /** @description One for each item, in their order. */
            items: components["schemas"]["PriceChange"][];
            /**
             * Format: int64
             * @description Items that ask for what is in force already.
             */
            same: number;
        };
        PriceEffect: {
            /** @description Dollars that they would cost by the version that is asked for. */
            after: string;
            /** @description Dollars that they cost by the version in force, with their groups' multipliers. */
            before: string;
            /**
             * Format: int64
             * @description Calls by this price.
             */
            calls: number;
            /**
             * Format: date-time
             * @description The oldest call that was looked at.
             */
            since: string;
        };
        PriceImport: {
            /** @description How many yuan a dollar costs; needed for entries in CNY. */
            cny_per_usd?: string;
            /**
             * @description Only entries in this currency. Left out, a model that is published in both is taken in USD.
             * @enum {string}
             */
            currency?: "USD" | "CNY";
            /** @description Say what would change, and change nothing. */
            dry_run?: boolean;
            /**
             * @description Whether they become what callers pay, or what is paid to the provider.
             * @default sale
             * @enum {string}
             */
            kind: "sale" | "purchase";
            /** @description Names as the catalogue has them; empty for all of the provider. */
            models?: string[];
            /**
             * @description Decimal that every amount is multiplied by.
             * @default 1.0
             */
            multiplier: string;
            /** @description Entries of this provider; needed where several list a model. */
            provider?: string;
        };
        PriceReceipt: {
            /** @description Sum in dollars, rounded, before the group's multiplier. */
            base: string;
            /** @description What that makes, rounded once. */
            cost: string;
            /** @description Since when that version holds. */
            effective_from: string;
            /** @description One line per bucket with a quantity, and one for the call if it costs something. */
            lines: components["schemas"]["ReceiptLine"][];
            /** @description Model or pattern of the price. */
            model: string;
            /** @description The group's multiplier at the time; null where the call did not keep it. */
            multiplier: string | null;
            /** @description Dollars for the call as such. */
            per_call: string;
            /** @description Version of the price. */
            price_id: string;
            /** @description Sum of the lines in dollars, exact. */
            sum: string;
        };
        PriceTier: {
            /**
             * Format: int64
             * @description Prompt length, in tokens, above which these prices hold.
             */
            above_tokens: number;
            /** @description Audio tokens heard; null for the input price. */
            audio_in?: string | null;
            /** @description Audio tokens spoken; null for the output price. */
            audio_out?: string | null;
            /** @description Tokens read from the provider's cache; null for the input price. */
            cache_read?: string | null;
            /** @description Tokens written to the provider's cache; null for the input price. */
            cache_write?: string | null;
            /** @description Tokens written to the provider's cache for an hour; null for cache_write's price. */
            cache_write_1h?: string | null;
            /** @description Tokens of pictures both ways, where image_in or image_out is null; null for the input or output price. */
            image?: string | null;
            /** @description Tokens of pictures seen; null for image's price. */
            image_in?: string | null;
            /** @description Tokens of pictures made; null for image's price. */
            image_out?: string | null;
            /** @description Prompt tokens. Needed unless another unit has a price. */
            input?: string | null;
            /** @description Generated tokens. Needed unless another unit has a price. */
            output?: string | null;
            /** @description Thinking tokens; null for the output price. */
            reasoning?: string | null;
        };
        Problem: {
            /** @description When a write was refused because somebody has changed the object: the object as it is now. */
            current?: unknown;
            /** @description What is wrong. */
            detail?: string;
            /** @description One entry per field at fault. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The class of the error, as on log rows. */
            kind?: string;
            /**
             * Format: int64
             * @description The HTTP status.
             */
            status: number;
            /** @description The HTTP status in words. */
            title: string;
        };
        Provider: {
            /** @description The provider's own address; empty when the channel must give one. */
            base_url: string;
            /** @description Wire format that it speaks. */
            dialect: string;
            /** @description Name to show. */
            label: string;
            /** @description What a channel's provider field takes. */
            name: string;
        };
        ProviderList: {
            /** @description Providers, in the order in which they are offered. */
            items: components["schemas"]["Provider"][];
            /** @description Always null: the table is not paged. */
            next_cursor: string | null;
        };
        ReceiptLine: {
            /** @description Dollars, exact. */
            amount: string;
            /** @description Bucket of the usage, or call. */
            bucket: string;
            /** @description Of pictures: their quality, empty where it is not known. */
            quality: string;
            /** @description Dollars per unit. */
            rate: string;
            /** @description Of pictures: their size, empty where it is not known. */
            size: string;
            /**
             * Format: int64
             * @description Tokens in it; or pictures, seconds, characters.
             */
            tokens: number;
            /**
             * @description What the rate is for.
             * @enum {string}
             */
            unit: "million_tokens" | "image" | "second" | "character" | "call";
        };
        RecoverRequest: {
            /** @description The password from now on, of at least 10 characters. */
            password: string;
            /** @description The one-time token of the link that burncloud setup-link --recover has printed. */
            token: string;
        };
        RecoveryCodes: {
            /** @description Each signs in once in place of a code. They are shown once. */
            recovery_codes: string[];
        };
        RedeemRequest: {
            /** @description The code, in any case, with or without dashes. */
            code: string;
        };
        RedeemResult: {
            /** @description Dollars that the code gave. */
            amount: string;
            /** @description Dollars that may be spent now. */
            balance: string;
        };
        Redemption: {
            /** @description Dollars that each code gives. */
            amount: string;
            /** @description The codes; in the answer to creating them only. */
            readonly codes?: string[];
            /**
             * Format: int64
             * @description How many codes.
             */
            count: number;
            /**
             * Format: date-time
             * @description When they were made.
             */
            readonly created_at?: string | null;
            /** @description User who made them; empty for the bootstrap token. */
            readonly created_by?: string;
            /**
             * Format: int64
             * @description How many were disabled.
             */
            readonly disabled?: number;
            /**
             * Format: date-time
             * @description Until when they can be redeemed; null for ever.
             */
            expires_at?: string | null;
            /** @description Identifier (rdm_…). */
            readonly id?: string;
            /** @description Dollars that the open ones promise. */
            readonly liability?: string;
            /** @description What the codes are for. It is on the statements of those who redeem them. */
            name: string;
            /**
             * Format: int64
             * @description How many can still be redeemed.
             */
            readonly open?: number;
            /**
             * Format: int64
             * @description How many were redeemed.
             */
            readonly redeemed?: number;
        };
        RedemptionCode: {
            /** @description The last characters of the code. */
            hint: string;
            /** @description Identifier (rc_…). */
            id: string;
            /**
             * Format: date-time
             * @description When it was redeemed; left out when it was not.
             */
            redeemed_at: string | null;
            /**
             * @description What became of it.
             * @enum {string}
             */
            state: "open" | "redeemed" | "disabled" | "expired";
            /** @description User who redeemed it; empty for nobody. */
            user_id: string;
        };
        RegisterRequest: {
            /** @description Address, empty when it is not to be known. */
            email?: string;
            /** @description Code of the invitation. Needed unless registration is open to everybody. */
            invitation?: string;
            /** @description At least 10 characters. */
            password: string;
            /** @description Login name: letters, digits, '.', '_', '@' and '-'. */
            username: string;
        };
        Reloaded: {
            /**
             * Format: int64
             * @description Version of the configuration that new calls see.
             */
            version: number;
        };
        Rotation: {
            /**
             * Format: int64
             * @description Hours that the old key goes on working, so that programs can be given the new one; 0 ends it at once. A still older key ends in any case.
             */
            overlap_hours?: number;
        };
        Route: {
            /**
             * @description session: calls that name the same session (X-Session-Id, prompt_cache_key, user or metadata.user_id) go to the same target while it is healthy. prefix: so do those that name none and whose prompts begin alike (tools, system, the first message), for the sake of the provider's prompt cache.
             * @default none
             * @enum {string}
             */
            affinity: "none" | "session" | "prefix";
            /**
             * @description When a stream of plain text is cut or falls silent, another target goes on with it where that is possible without a break in the text. Otherwise the client gets an error event.
             * @default true
             */
            continue_streams: boolean | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Models that are asked in this order when no target of this one can answer. A model that no channel serves may have them too, and is then an alias. */
            fallback_models?: string[];
            /** @description Group it is for; empty for every group. */
            group?: string;
            /** @description Identifier (rt_…). */
            readonly id?: string;
            /** @description Public model name. */
            model: string;
            /**
             * @description How the next target of a tier is chosen. cheapest goes by what the channels charge for a call of this size; those of which that is not known come last.
             * @default priority
             * @enum {string}
             */
            strategy: "priority" | "round_robin" | "weighted" | "least_latency" | "cheapest";
            /** @description Upstreams; empty for the channels that list the model. */
            targets?: components["schemas"]["RouteTarget"][];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        RouteCandidate: {
            /** @description The channel. */
            channel_id: string;
            /** @description The provider key. */
            key_id: string;
            /** @description Public model that it serves: the one asked for, or one that it falls back on. */
            model: string;
            /**
             * Format: int64
             * @description 1 is chosen first; 0 is not chosen.
             */
            order: number;
            /**
             * Format: int64
             * @description Higher is tried first.
             */
            priority: number;
            /** @description Why it was passed over or given up, empty when it was not. */
            skipped: string;
            /** @description Model as the provider calls it. */
            upstream_model: string;
            /**
             * @description taken: it is asked first; next: when those before it have failed; spare: it is not needed; dead: it is out of service; supposed: it is taken for dead; condition: it is not for calls like this.
             * @enum {string}
             */
            verdict: "taken" | "next" | "spare" | "dead" | "supposed" | "condition" | "unfit" | "failed";
            /**
             * Format: int64
             * @description Share inside a priority.
             */
            weight: number;
            /** @description What is behind the verdict in words, such as the failure that it is dead for. */
            why: string;
        };
        RouteCondition: {
            /** @description true: only calls with images; false: only those without. */
            images?: boolean;
            /**
             * Format: int64
             * @description Only prompts of about that many tokens or fewer; 0 for any.
             */
            max_tokens?: number;
            /**
             * Format: int64
             * @description Only prompts of about that many tokens or more.
             */
            min_tokens?: number;
            /** @description true: only calls that offer tools; false: only those that do not. */
            tools?: boolean;
        };
        RouteDecision: {
            /** @description The chosen targets in order, then others; at most 16. */
            candidates: components["schemas"]["RouteCandidate"][];
            /** @description Group of the caller. */
            group: string;
            /** @description Channels that list the model, or that its route names, and cannot be chosen. */
            left_out: components["schemas"]["LeftOut"][];
            /**
             * @description Why the token's call would be refused before: it is disabled or expired, or may not use the model. Empty when it would not be, or without a token.
             * @enum {string}
             */
            refused: "" | "disabled" | "expired" | "model";
            /** @description Where times calls would go at first; empty when none were asked for. */
            spread: components["schemas"]["RouteShare"][];
            /** @description Whether a session chose before the strategy did: never, since the question names none. */
            sticky: boolean;
            /** @description Strategy of the model's route. */
            strategy: string;
            /**
             * Format: int64
             * @description Targets that were looked at.
             */
            total: number;
            /**
             * Format: int64
             * @description How many of them nothing would serve.
             */
            unserved: number;
        };
        RoutePatch: {
            /**
             * @description session: calls that name the same session (X-Session-Id, prompt_cache_key, user or metadata.user_id) go to the same target while it is healthy. prefix: so do those that name none and whose prompts begin alike (tools, system, the first message), for the sake of the provider's prompt cache.
             * @default none
             * @enum {string}
             */
            affinity: "none" | "session" | "prefix";
            /**
             * @description When a stream of plain text is cut or falls silent, another target goes on with it where that is possible without a break in the text. Otherwise the client gets an error event.
             * @default true
             */
            continue_streams: boolean | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Models that are asked in this order when no target of this one can answer. A model that no channel serves may have them too, and is then an alias. */
            fallback_models?: string[];
            /** @description Group it is for; empty for every group. */
            group?: string;
            /** @description Identifier (rt_…). */
            readonly id?: string;
            /** @description Public model name. */
            model?: string;
            /**
             * @description How the next target of a tier is chosen. cheapest goes by what the channels charge for a call of this size; those of which that is not known come last.
             * @default priority
             * @enum {string}
             */
            strategy: "priority" | "round_robin" | "weighted" | "least_latency" | "cheapest";
            /** @description Upstreams; empty for the channels that list the model. */
            targets?: components["schemas"]["RouteTarget"][];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        RouteShare: {
            /** @description The channel. */
            channel_id: string;
            /** @description Public model that it serves: the one asked for, or one that it falls back on. */
            model: string;
            /**
             * Format: int64
             * @description Higher is tried first.
             */
            priority: number;
            /**
             * Format: int64
             * @description How many of the calls.
             */
            times: number;
            /** @description Model as the provider calls it. */
            upstream_model: string;
            /**
             * Format: int64
             * @description Share inside a priority, of all its keys together.
             */
            weight: number;
        };
        RouteTarget: {
            /** @description The channel. */
            channel_id: string;
            /**
             * Format: int64
             * @description Higher is tried first; left out for the channel's own.
             */
            priority?: number | null;
            /** @description Upstream name; empty for the channel's own. */
            upstream_model?: string;
            /**
             * Format: int64
             * @description Share inside a priority; left out for the channel's own.
             */
            weight?: number | null;
            /** @description Calls that the target is for; left out for all. */
            when?: components["schemas"]["RouteCondition"];
        };
        Session: {
            /**
             * Format: date-time
             * @description When the session began.
             */
            created_at?: string | null;
            /**
             * Format: date-time
             * @description When it ends at the latest.
             */
            expires_at?: string | null;
            /** @description Identifier (ses_…); empty for a management token. */
            id: string;
            /** @description How the session was begun: password, setup, recovery, registration, invitation or oidc; token for a management token. */
            method: string;
            /** @description What the management token was given; empty for all that the role may. */
            scopes: string[];
            /** @description Who makes the request. */
            user: components["schemas"]["SessionUser"];
        };
        SessionInfo: {
            /** @description What the browser calls itself. */
            agent: string;
            /**
             * Format: date-time
             * @description When it was begun.
             */
            created_at: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /**
             * Format: date-time
             * @description When it ends at the latest.
             */
            expires_at: string;
            /** @description Identifier (ses_…). */
            id: string;
            /** @description Address that it was begun from. */
            ip: string;
            /** @description How it was begun. */
            method: string;
            /**
             * Format: date-time
             * @description Its latest request, to the minute.
             */
            seen_at: string;
        };
        SessionOptions: {
            /**
             * @description Language for people who have chosen none; empty for the browser's.
             * @enum {string}
             */
            language: "" | "en" | "zh-CN";
            /** @description What this gateway is called. */
            name: string;
            /** @description Whether one can sign in at an OpenID Connect provider: send the browser to /api/session/oidc/start. */
            oidc: boolean;
            /** @description Text of the button for it. */
            oidc_label: string;
            /**
             * @description Who may make an account.
             * @enum {string}
             */
            registration: "off" | "invitation" | "open";
            /** @description Whether the first admin is still to be made, with the one-time link. */
            setup_needed: boolean;
            /**
             * @description Colours for people who have chosen none; empty for the system's.
             * @enum {string}
             */
            theme: "" | "light" | "dark" | "system";
        };
        SessionUser: {
            /** @description Channel group of the user. */
            group: string;
            /** @description Identifier (usr_…). */
            id: string;
            /** @description How the user likes the console. */
            preferences: components["schemas"]["Preferences"];
            /**
             * @description What the user may do: see the role of users.
             * @enum {string}
             */
            role: "admin" | "operator" | "user";
            /** @description Login name. */
            username: string;
        };
        Settings: {
            /** @description Serve models that have no price; their calls then cost nothing. Otherwise they are refused with 402. */
            allow_unpriced?: boolean;
            /**
             * @description Of which calls the bodies are kept, apart from the log, sealed with the master key: off (the default), errors (calls that failed, or of which an attempt did), sampled (one in bodies_one_in), or all.
             * @enum {string}
             */
            bodies?: "off" | "errors" | "sampled" | "all";
            /**
             * Format: int64
             * @description Bytes that are kept of one body; 0 for the default, 256 KiB.
             */
            bodies_max_bytes?: number;
            /**
             * Format: int64
             * @description Bytes on the disk above which the oldest are deleted early; 0 for the default, 1 GiB.
             */
            bodies_max_total_bytes?: number;
            /**
             * Format: int64
             * @description Calls of which one is kept where they are sampled; 0 for the default, 100.
             */
            bodies_one_in?: number;
            /**
             * Format: int64
             * @description Hours after which they are deleted; 0 for the default, 72.
             */
            bodies_retention_hours?: number;
            /** @description Whose calls may be kept; empty for everybody's. */
            bodies_users?: string[];
            /**
             * Format: int64
             * @description Tries per call; 0 for the default, 3.
             */
            max_attempts?: number;
            /**
             * Format: int64
             * @description Largest request body of the data plane; 0 for the default, 50 MiB.
             */
            max_body_bytes?: number;
            /**
             * Format: int64
             * @description Calls under way of everybody together, above which calls are refused with 503; 0 for the default, 10000.
             */
            max_concurrent_calls?: number;
            /**
             * Format: int64
             * @description Days after which log rows are deleted; 0 keeps them.
             */
            retention_days?: number;
            /**
             * Format: int64
             * @description Days after which the daily sums behind usage charts are deleted; 0 keeps them. Sums of hours are kept for 100 days, of minutes for 3.
             */
            rollup_retention_days?: number;
        };
        SettingsPatch: {
            /** @description Serve models that have no price; their calls then cost nothing. Otherwise they are refused with 402. */
            allow_unpriced?: boolean;
            /**
             * @description Of which calls the bodies are kept, apart from the log, sealed with the master key: off (the default), errors (calls that failed, or of which an attempt did), sampled (one in bodies_one_in), or all.
             * @enum {string}
             */
            bodies?: "off" | "errors" | "sampled" | "all";
            /**
             * Format: int64
             * @description Bytes that are kept of one body; 0 for the default, 256 KiB.
             */
            bodies_max_bytes?: number;
            /**
             * Format: int64
             * @description Bytes on the disk above which the oldest are deleted early; 0 for the default, 1 GiB.
             */
            bodies_max_total_bytes?: number;
            /**
             * Format: int64
             * @description Calls of which one is kept where they are sampled; 0 for the default, 100.
             */
            bodies_one_in?: number;
            /**
             * Format: int64
             * @description Hours after which they are deleted; 0 for the default, 72.
             */
            bodies_retention_hours?: number;
            /** @description Whose calls may be kept; empty for everybody's. */
            bodies_users?: string[];
            /**
             * Format: int64
             * @description Tries per call; 0 for the default, 3.
             */
            max_attempts?: number;
            /**
             * Format: int64
             * @description Largest request body of the data plane; 0 for the default, 50 MiB.
             */
            max_body_bytes?: number;
            /**
             * Format: int64
             * @description Calls under way of everybody together, above which calls are refused with 503; 0 for the default, 10000.
             */
            max_concurrent_calls?: number;
            /**
             * Format: int64
             * @description Days after which log rows are deleted; 0 keeps them.
             */
            retention_days?: number;
            /**
             * Format: int64
             * @description Days after which the daily sums behind usage charts are deleted; 0 keeps them. Sums of hours are kept for 100 days, of minutes for 3.
             */
            rollup_retention_days?: number;
        };
        SetupRequest: {
            /** @description At least 10 characters. */
            password: string;
            /** @description The one-time token of the set-up link. */
            token: string;
            /** @description Login name of the first admin. */
            username: string;
        };
        SetupResult: {
            /** @description Credential for this API. It is shown once. */
            management_token: string;
            /** @description The admin. */
            user: components["schemas"]["User"];
        };
        SetupState: {
            /** @description Whether the first admin is still to be made. */
            needed: boolean;
            /** @description Name of the admin whom the token lets in again; empty for one that makes the first. */
            recovers: string;
            /** @description Whether the token that was sent is good: not used, not expired. */
            valid: boolean;
        };
        SignIn: {
            /** @description Code of the second factor, or a recovery code. Needed when the answer without it is a 401 of the kind second_factor_required. */
            code?: string;
            /** @description The password. */
            password: string;
            /** @description Login name, in any case. */
            username: string;
        };
        Snooze: {
            /** @description The key that the attention list gives. */
            key: string;
            /**
             * Format: date-time
             * @description Until when, at most 30 days from now; null to see it again at once.
             */
            until?: string | null;
        };
        Statement: {
            /** @description Dollars that may be spent now. */
            balance: string;
            /** @description Dollars afterwards: opening and all amounts. */
            closing: string;
            /**
             * Format: date-time
             * @description It has what was posted at or after this time,
             */
            from: string;
            /** @description Dollars that running calls hold now. */
            held: string;
            /** @description Credits, and the calls of each day (UTC). */
            lines: components["schemas"]["StatementLine"][];
            /** @description Dollars that the user had before, with what calls held. */
            opening: string;
            /**
             * Format: date-time
             * @description and before this one.
             */
            to: string;
            /** @description Whose it is. */
            user_id: string;
        };
        StatementLine: {
            /** @description Who posted it: a user's identifier or bootstrap; empty for calls. */
            actor: string;
            /** @description Dollars; negative for what was taken. */
            amount: string;
            /** @description Dollars after the line. */
            balance: string;
            /**
             * Format: int64
             * @description How many calls; 0 for credits.
             */
            calls: number;
            /**
             * @description What it was.
             * @enum {string}
             */
            kind: "calls" | "topup" | "promotion" | "redeem" | "adjust";
            /** @description Why; empty for calls. */
            reason: string;
            /** @description Name of the event; empty for calls. */
            ref: string;
            /**
             * Format: date-time
             * @description Of the credit; the beginning of the day for calls.
             */
            time: string;
        };
        Switched: {
            /**
             * Format: int64
             * @description How many codes were changed.
             */
            changed: number;
        };
        TOTPCode: {
            /** @description A code of the app; to disable it or for new recovery codes, a recovery code does, too. */
            code: string;
        };
        TOTPKey: {
            /** @description The key as one types it into an authenticator app. It is shown once. */
            secret: string;
            /** @description The key as an app reads it from a QR code (otpauth://…). */
            url: string;
        };
        TOTPStart: {
            /** @description The password of the user; left out by one who has none. */
            password?: string;
        };
        TargetHealth: {
            /**
             * Format: int64
             * @description Failures in a row.
             */
            failures: number;
            /** @description The provider key; empty on a channel without keys. */
            key_id: string;
            /** @description The newest failure, kept while healthy too. */
            last_error: string;
            /** @description The cause in words, empty while healthy. */
            reason: string;
            /**
             * Format: date-time
             * @description When this state began.
             */
            since: string | null;
            /**
             * @description degraded: it fails now and then; dead: it is given no calls but single trials.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /**
             * Format: date-time
             * @description Dead: when it is tried again; null otherwise, and for disabled keys.
             */
            until: string | null;
            /** @description The model as the provider calls it. */
            upstream_model: string;
        };
        TestCall: {
            /** @description The key to ask with, enabled or not; the first enabled one when left out. A key that its provider refused is enabled again when the test succeeds. */
            key_id?: string;
            /** @description A model of the channel; the first one when left out. */
            model?: string;
            /** @description Whether the answer is asked for as a stream. */
            stream?: boolean;
        };
        TestResult: {
            /** @description The beginning of the answer. */
            answer: string;
            /** @description What the provider charges for it, in dollars; null when its price is not known. */
            cost: string | null;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description The failure in words, empty when ok. */
            error: string;
            /** @description Class of the failure, empty when ok. */
            error_kind: string;
            /**
             * Format: double
             * @description Request sent to first content, in milliseconds.
             */
            first_byte_ms: number;
            /** @description The key that was used, empty on a channel without keys. */
            key_id: string;
            /** @description The model that was asked. */
            model: string;
            /** @description Whether the provider answered. */
            ok: boolean;
            /**
             * Format: int64
             * @description The provider's HTTP status, 0 without an answer.
             */
            status: number;
            /** @description Tokens that the provider counted. */
            usage: components["schemas"]["Usage"];
        };
        TickEvent: {
            /**
             * Format: int64
             * @description Finished calls that wait in the journal.
             */
            backlog: number;
            /** @description The calls since, of those that the filter selects. */
            calls: components["schemas"]["UsageNumbers"];
            /**
             * Format: double
             * @description Time since the tick before.
             */
            seconds: number;
            /**
             * Format: date-time
             * @description When the tick was.
             */
            time: string;
        };
        Timeouts: {
            /**
             * @description TCP and TLS; a duration such as 500ms, 3s or 2m30s. Empty takes the default.
             * @example 3s
             */
            connect?: string;
            /**
             * @description Request sent to first content; a duration.
             * @example 60s
             */
            first_token?: string;
            /**
             * @description Between events; a duration.
             * @example 30s
             */
            idle?: string;
            /**
             * Format: int64
             * @description A stream that is slower than this over ten seconds counts as one that fell silent; 0 for none.
             */
            min_tokens_per_second?: number;
            /**
             * @description The whole attempt; a duration.
             * @example 10m
             */
            total?: string;
        };
        Token: {
            /** @description Networks (or addresses) that it may be used from; empty for anywhere. */
            allowed_cidrs?: string[];
            /** @description Dollars that its calls may cost in a period; null for no budget. It must not be below what is spent. */
            budget?: string | null;
            /**
             * @description When the budget starts anew (UTC); a call belongs to the period that it arrived in.
             * @enum {string}
             */
            budget_period?: "total" | "day" | "month";
            /**
             * Format: int64
             * @description Calls made with it.
             */
            readonly calls?: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether it works.
             * @default true
             */
            enabled: boolean | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Channel group; empty for the owner's. */
            group?: string;
            /** @description Identifier (tok_…). */
            readonly id?: string;
            /** @description The credential. It is shown once, when it is made or rotated. */
            readonly key?: string;
            /** @description The end of the credential. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description Beside those of its user and its group. */
            limits?: components["schemas"]["Limits"];
            /** @description Models that it may use; empty for all. */
            models?: string[];
            /** @description Name shown to operators. */
            name: string;
            /** @description The end of the credential before, while it still works; empty otherwise. */
            readonly old_key_hint?: string;
            /**
             * Format: date-time
             * @description When the credential before stops working; null when there is none that works.
             */
            readonly old_key_until?: string | null;
            /** @description What is left of its budget in the present period, without what running calls hold; null without one that binds. */
            readonly remaining?: string | null;
            /** @description Dollars spent with it, of its budget in the present period; without a budget, ever. */
            readonly spent?: string;
            /** @description Whether calls that would lose fields in translation are refused. */
            strict?: boolean;
            /** @description Whether its budget does not bind. */
            unlimited?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Owner. Left out: the caller, or the first admin for the bootstrap management token; on changes, the present owner. */
            user_id?: string;
        };
        TokenPatch: {
            /** @description Networks (or addresses) that it may be used from; empty for anywhere. */
            allowed_cidrs?: string[];
            /** @description Dollars that its calls may cost in a period; null for no budget. It must not be below what is spent. */
            budget?: string | null;
            /**
             * @description When the budget starts anew (UTC); a call belongs to the period that it arrived in.
             * @enum {string}
             */
            budget_period?: "total" | "day" | "month";
            /**
             * Format: int64
             * @description Calls made with it.
             */
            readonly calls?: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether it works.
             * @default true
             */
            enabled: boolean | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Channel group; empty for the owner's. */
            group?: string;
            /** @description Identifier (tok_…). */
            readonly id?: string;
            /** @description The credential. It is shown once, when it is made or rotated. */
            readonly key?: string;
            /** @description The end of the credential. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description Beside those of its user and its group. */
            limits?: components["schemas"]["Limits"];
            /** @description Models that it may use; empty for all. */
            models?: string[];
            /** @description Name shown to operators. */
            name?: string;
            /** @description The end of the credential before, while it still works; empty otherwise. */
            readonly old_key_hint?: string;
            /**
             * Format: date-time
             * @description When the credential before stops working; null when there is none that works.
             */
            readonly old_key_until?: string | null;
            /** @description What is left of its budget in the present period, without what running calls hold; null without one that binds. */
            readonly remaining?: string | null;
            /** @description Dollars spent with it, of its budget in the present period; without a budget, ever. */
            readonly spent?: string;
            /** @description Whether calls that would lose fields in translation are refused. */
            strict?: boolean;
            /** @description Whether its budget does not bind. */
            unlimited?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Owner. Left out: the caller, or the first admin for the bootstrap management token; on changes, the present owner. */
            user_id?: string;
        };
        TrailStep: {
            /** @description Dollars that moved. */
            amount: string;
            /** @description Dollars that the user could spend afterwards; null where that is not known, or the balance is not drawn on. */
            balance: string | null;
            /** @description Account that it was given to. */
            credit: string;
            /** @description Account that it was taken from. */
            debit: string;
            /**
             * Format: int64
             * @description Number of the posting; they are numbered without a hole.
             */
            id: number;
            /**
             * @description Why money moved: hold and extend promise it, settle takes it, release gives back what was not needed, overage takes what was beyond the hold, purchase is what the upstream takes.
             * @enum {string}
             */
            kind: "hold" | "extend" | "settle" | "release" | "overage" | "purchase";
            /**
             * Format: int64
             * @description Number of the record in the journal that it comes from.
             */
            lsn: number;
            /**
             * Format: date-time
             * @description When it happened.
             */
            time: string;
        };
        UpstreamModels: {
            /** @description Upstream names. */
            models: string[];
        };
        Usage: {
            /**
             * Format: int64
             * @description Audio tokens heard.
             */
            audio_in: number;
            /**
             * Format: int64
             * @description Audio tokens spoken.
             */
            audio_out: number;
            /**
             * Format: int64
             * @description Prompt tokens read from the provider's cache.
             */
            cache_read: number;
            /**
             * Format: int64
             * @description Prompt tokens written to the provider's cache.
             */
            cache_write: number;
            /**
             * Format: int64
             * @description Prompt tokens written to the provider's cache for an hour.
             */
            cache_write_1h: number;
            /**
             * Format: int64
             * @description Characters spoken.
             */
            characters: number;
            /**
             * Format: int64
             * @description Prompt tokens of pictures, where the provider tells them apart.
             */
            image_in: number;
            /**
             * Format: int64
             * @description Tokens of generated pictures.
             */
            image_out: number;
            /**
             * Format: int64
             * @description Pictures made.
             */
            images: number;
            /**
             * Format: int64
             * @description Prompt tokens outside of caches, audio and pictures.
             */
            input: number;
            /**
             * Format: int64
             * @description Generated tokens without reasoning, audio and pictures.
             */
            output: number;
            /**
             * Format: int64
             * @description Thinking tokens.
             */
            reasoning: number;
            /**
             * Format: int64
             * @description Seconds of sound heard, rounded up.
             */
            seconds: number;
        };
        UsageGroup: {
            /** @description The value: a model, an outcome, a group's name or an identifier; empty for calls without one. */
            key: string;
            /** @description What people call it; the key where it has no name or is gone. */
            name: string;
            /** @description One entry for each of times; empty for the groups behind the top ones. */
            series: components["schemas"]["UsageNumbers"][];
            /** @description The whole range. */
            total: components["schemas"]["UsageNumbers"];
        };
        UsageNumbers: {
            /** @description Dollars charged. */
            cost: string;
            /**
             * Format: double
             * @description Mean duration of a whole call, in milliseconds.
             */
            duration_ms: number;
            /**
             * Format: int64
             * @description Calls whose client saw an error that was not its own doing: failed and cut.
             */
            errors: number;
            /** @description Dollars that are left of what was charged for the calls whose cost upstream is known; negative when they were sold below cost. Left out where the cost of no call is known, and for token holders. */
            margin?: string;
            /** @description The calls by how they ended. */
            outcomes: components["schemas"]["OutcomeNumbers"];
            /** @description Dollars paid upstream, as far as purchase prices are known. Left out for token holders. */
            purchase_cost?: string;
            /**
             * Format: int64
             * @description Calls, refused ones too.
             */
            requests: number;
            /**
             * Format: int64
             * @description Completed calls of which an upstream had failed: failover saved them.
             */
            saved: number;
            /** @description Tokens by bucket; no token is in two. */
            tokens: components["schemas"]["Usage"];
            /**
             * Format: int64
             * @description All tokens together.
             */
            tokens_total: number;
            /**
             * Format: double
             * @description Half of the calls had their first content within this many milliseconds; off by 41 % at most, since durations are counted by size. 0 without content.
             */
            ttft_p50_ms: number;
            /**
             * Format: double
             * @description 19 of 20 calls had their first content within this many milliseconds; as exact as ttft_p50_ms.
             */
            ttft_p95_ms: number;
            /**
             * Format: int64
             * @description Calls that used something, while what the upstreams charge for it, or for a part of it, is not known: margin says nothing of them. Left out where there are none, and for token holders.
             */
            uncosted?: number;
            /** @description Dollars charged for the uncosted calls: the part of cost that margin says nothing of. Left out where there are none, and for token holders. */
            uncovered?: string;
            /**
             * Format: int64
             * @description Calls that used tokens and were charged nothing, because their model has no price.
             */
            unpriced: number;
        };
        UsageReport: {
            /**
             * Format: date-time
             * @description Begin of the range, on a whole step: at or before the one asked for.
             */
            from: string;
            /** @description The dimension of groups, empty when none was asked for. */
            group_by: string;
            /** @description By cost, then requests, most first; at most 200. */
            groups: components["schemas"]["UsageGroup"][];
            /** @description What is not among the groups that have a series, together; null when there is nothing. */
            others: components["schemas"]["UsageGroup"];
            /** @description Everything together, one entry for each of times. */
            series: components["schemas"]["UsageNumbers"][];
            /** @description Length of a step: 1m, 5m, 15m, 1h, 6h or 1d. Days are those of UTC. */
            step: string;
            /** @description Begin of each step. */
            times: string[];
            /**
             * Format: date-time
             * @description End of the range, on a whole step: at or after the one asked for.
             */
            to: string;
            /** @description The whole range. */
            total: components["schemas"]["UsageNumbers"];
        };
        User: {
            /** @description Dollars that may be spent; what running calls hold is taken off. Negative after a call that cost more than it held: no call is taken until it is made up for. */
            readonly balance?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Address, empty when unknown. */
            email?: string;
            /**
             * @description Whether the user and all tokens of it work.
             * @default true
             */
            enabled: boolean | null;
            /**
             * @description Channel group of the tokens that name none.
             * @default default
             */
            group: string;
            /** @description Dollars that running calls hold. */
            readonly held?: string;
            /** @description Identifier (usr_…). */
            readonly id?: string;
            /** @description Of all tokens of the user together. */
            limits?: components["schemas"]["Limits"];
            /**
             * @description admin: everything; operator: all but users and settings; user: its own account, tokens and calls.
             * @default user
             * @enum {string}
             */
            role: "admin" | "operator" | "user";
            /** @description Whether calls do not draw on the balance. Left out or null: true for admins and operators, false for users. */
            unlimited_balance?: boolean | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Login name: letters, digits, '.', '_', '@' and '-'. */
            username: string;
        };
        UserPatch: {
            /** @description Dollars that may be spent; what running calls hold is taken off. Negative after a call that cost more than it held: no call is taken until it is made up for. */
            readonly balance?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Address, empty when unknown. */
            email?: string;
            /**
             * @description Whether the user and all tokens of it work.
             * @default true
             */
            enabled: boolean | null;
            /**
             * @description Channel group of the tokens that name none.
             * @default default
             */
            group: string;
            /** @description Dollars that running calls hold. */
            readonly held?: string;
            /** @description Identifier (usr_…). */
            readonly id?: string;
            /** @description Of all tokens of the user together. */
            limits?: components["schemas"]["Limits"];
            /**
             * @description admin: everything; operator: all but users and settings; user: its own account, tokens and calls.
             * @default user
             * @enum {string}
             */
            role: "admin" | "operator" | "user";
            /** @description Whether calls do not draw on the balance. Left out or null: true for admins and operators, false for users. */
            unlimited_balance?: boolean | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Login name: letters, digits, '.', '_', '@' and '-'. */
            username?: string;
        };
        VersionEvent: {
            /**
             * Format: int64
             * @description The configuration in force.
             */
            version: number;
        };
        View: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Identifier (vw_…). */
            readonly id?: string;
            /** @description What it is called. */
            name: string;
            /** @description The list that it is of, such as logs. */
            page: string;
            /** @description The filter as in the address of the page, without the question mark. */
            query?: string;
            /** @description Whether everybody sees it. Only admins and operators share views. */
            shared?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Who made it and may change it. */
            readonly user_id?: string;
        };
        ViewPatch: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Identifier (vw_…). */
            readonly id?: string;
            /** @description What it is called. */
            name?: string;
            /** @description The list that it is of, such as logs. */
            page?: string;
            /** @description The filter as in the address of the page, without the question mark. */
            query?: string;
            /** @description Whether everybody sees it. Only admins and operators share views. */
            shared?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Who made it and may change it. */
            readonly user_id?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "list-audit": {
        parameters: {
            query?: {
                /** @description Only changes by this user or token: identifier or name. */
                actor?: string;
                /** @description Only changes of this object (channels/ch_…), or of all of a kind (channels). */
                object?: string;
                /** @description Only this operation. */
                action?: string;
                /** @description Only changes at or after this time. */
                from?: string;
                /** @description Only changes before this time. */
                to?: string;
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageAuditEntry"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-audit": {
        parameters: {
            query?: {
                /** @description Only changes by this user or token: identifier or name. */
                actor?: string;
                /** @description Only changes of this object (channels/ch_…), or of all of a kind (channels). */
                object?: string;
                /** @description Only this operation. */
                action?: string;
                /** @description Only changes at or after this time. */
                from?: string;
                /** @description Only changes before this time. */
                to?: string;
                /** @description csv, or one JSON object a line. */
                format?: "csv" | "jsonl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "verify-audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheck"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-channels": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageChannel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-channel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Channel"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bulk-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkChannels"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-channel-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelLines"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "test-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftTest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-draft-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpstreamModels"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-channel": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Channel"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-channel": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelPatch"];
                "application/merge-patch+json": components["schemas"]["ChannelPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "ask-channel-balance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["BalanceCall"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelBalance"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-channel-costs": {
        parameters: {
            query?: {
                /** @description Begin of the range; the default is a day before its end. */
                from?: string;
                /** @description End of the range; the default is now. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Identifier of the channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelCosts"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-channel-health": {
        parameters: {
            query?: {
                /** @description Only changes at or after this time; begin of the slots. */
                from?: string;
                /** @description Only changes before this time; end of the slots. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Identifier of the channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelHealth"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "test-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TestCall"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-upstream-models": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpstreamModels"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presentation"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckReport"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "check-doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckReport"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "post-adjustment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Adjustment"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdjustmentResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stream-events": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that ended at this provider key. */
                key_id?: string;
                /** @description Only calls in this channel group. */
                group?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only calls whose status begins with this digit. */
                status_class?: number;
                /** @description Only calls that ended so. */
                outcome?: "completed" | "cut" | "canceled" | "refused" | "failed";
                /** @description Only calls with this class of failure. */
                error_kind?: string;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description Only calls of this method and path. */
                endpoint?: string;
                /** @description Only calls whose client spoke this wire format. */
                dialect?: string;
                /** @description Only streams, or only whole answers. */
                stream?: "true" | "false";
                /** @description Only calls with this among their flags. */
                flag?: string;
                /** @description Only calls from this address. */
                ip?: string;
                /** @description Only calls charged at least so many dollars. */
                min_cost?: string;
                /** @description Only calls charged at most so many dollars. */
                max_cost?: string;
                /** @description Only calls whose first content took at least so many milliseconds. */
                min_ttft_ms?: number;
                /** @description Only calls that took at least so many milliseconds. */
                min_duration_ms?: number;
                /** @description Only calls with this text in their request id, model or error, in any case of letters. A whole request id is found at once; other texts are searched for among the calls that the other conditions select. */
                q?: string;
            };
            header?: {
                /** @description The id of the newest call that the reader has: what came after it is sent first. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. The data of each is JSON: call is a Log; gap is a GapEvent; health is a HealthEvent; tick is a TickEvent; version is a VersionEvent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Log"] | components["schemas"]["GapEvent"] | components["schemas"]["HealthEvent"] | components["schemas"]["TickEvent"] | components["schemas"]["VersionEvent"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-groups": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageGroup"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Group"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-group": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Group"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-group": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupPatch"];
                "application/merge-patch+json": components["schemas"]["GroupPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reloaded"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-invitations": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageInvitation"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalState"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-logs": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that ended at this provider key. */
                key_id?: string;
                /** @description Only calls in this channel group. */
                group?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only calls whose status begins with this digit. */
                status_class?: number;
                /** @description Only calls that ended so. */
                outcome?: "completed" | "cut" | "canceled" | "refused" | "failed";
                /** @description Only calls with this class of failure. */
                error_kind?: string;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description Only calls of this method and path. */
                endpoint?: string;
                /** @description Only calls whose client spoke this wire format. */
                dialect?: string;
                /** @description Only streams, or only whole answers. */
                stream?: "true" | "false";
                /** @description Only calls with this among their flags. */
                flag?: string;
                /** @description Only calls from this address. */
                ip?: string;
                /** @description Only calls charged at least so many dollars. */
                min_cost?: string;
                /** @description Only calls charged at most so many dollars. */
                max_cost?: string;
                /** @description Only calls whose first content took at least so many milliseconds. */
                min_ttft_ms?: number;
                /** @description Only calls that took at least so many milliseconds. */
                min_duration_ms?: number;
                /** @description Only calls with this text in their request id, model or error, in any case of letters. A whole request id is found at once; other texts are searched for among the calls that the other conditions select. */
                q?: string;
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-body-space": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BodySpace"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-bodies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-logs": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that ended at this provider key. */
                key_id?: string;
                /** @description Only calls in this channel group. */
                group?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only calls whose status begins with this digit. */
                status_class?: number;
                /** @description Only calls that ended so. */
                outcome?: "completed" | "cut" | "canceled" | "refused" | "failed";
                /** @description Only calls with this class of failure. */
                error_kind?: string;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description Only calls of this method and path. */
                endpoint?: string;
                /** @description Only calls whose client spoke this wire format. */
                dialect?: string;
                /** @description Only streams, or only whole answers. */
                stream?: "true" | "false";
                /** @description Only calls with this among their flags. */
                flag?: string;
                /** @description Only calls from this address. */
                ip?: string;
                /** @description Only calls charged at least so many dollars. */
                min_cost?: string;
                /** @description Only calls charged at most so many dollars. */
                max_cost?: string;
                /** @description Only calls whose first content took at least so many milliseconds. */
                min_ttft_ms?: number;
                /** @description Only calls that took at least so many milliseconds. */
                min_duration_ms?: number;
                /** @description Only calls with this text in their request id, model or error, in any case of letters. A whole request id is found at once; other texts are searched for among the calls that the other conditions select. */
                q?: string;
                /** @description csv, or one JSON object a line. */
                format?: "csv" | "jsonl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-log-histogram": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that ended at this provider key. */
                key_id?: string;
                /** @description Only calls in this channel group. */
                group?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only calls whose status begins with this digit. */
                status_class?: number;
                /** @description Only calls that ended so. */
                outcome?: "completed" | "cut" | "canceled" | "refused" | "failed";
                /** @description Only calls with this class of failure. */
                error_kind?: string;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description Only calls of this method and path. */
                endpoint?: string;
                /** @description Only calls whose client spoke this wire format. */
                dialect?: string;
                /** @description Only streams, or only whole answers. */
                stream?: "true" | "false";
                /** @description Only calls with this among their flags. */
                flag?: string;
                /** @description Only calls from this address. */
                ip?: string;
                /** @description Only calls charged at least so many dollars. */
                min_cost?: string;
                /** @description Only calls charged at most so many dollars. */
                max_cost?: string;
                /** @description Only calls whose first content took at least so many milliseconds. */
                min_ttft_ms?: number;
                /** @description Only calls that took at least so many milliseconds. */
                min_duration_ms?: number;
                /** @description Only calls with this text in their request id, model or error, in any case of letters. A whole request id is found at once; other texts are searched for among the calls that the other conditions select. */
                q?: string;
                /** @description Length of a step; the default fits the range. */
                step?: "1m" | "5m" | "15m" | "1h" | "6h" | "1d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogHistogram"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogDetail"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-logs-around": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that ended at this provider key. */
                key_id?: string;
                /** @description Only calls in this channel group. */
                group?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only calls whose status begins with this digit. */
                status_class?: number;
                /** @description Only calls that ended so. */
                outcome?: "completed" | "cut" | "canceled" | "refused" | "failed";
                /** @description Only calls with this class of failure. */
                error_kind?: string;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description Only calls of this method and path. */
                endpoint?: string;
                /** @description Only calls whose client spoke this wire format. */
                dialect?: string;
                /** @description Only streams, or only whole answers. */
                stream?: "true" | "false";
                /** @description Only calls with this among their flags. */
                flag?: string;
                /** @description Only calls from this address. */
                ip?: string;
                /** @description Only calls charged at least so many dollars. */
                min_cost?: string;
                /** @description Only calls charged at most so many dollars. */
                max_cost?: string;
                /** @description Only calls whose first content took at least so many milliseconds. */
                min_ttft_ms?: number;
                /** @description Only calls that took at least so many milliseconds. */
                min_duration_ms?: number;
                /** @description Only calls with this text in their request id, model or error, in any case of letters. A whole request id is found at once; other texts are searched for among the calls that the other conditions select. */
                q?: string;
                /** @description How many calls on either side. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Identifier of the call in the middle. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogsAround"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-log-bodies": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogBodies"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-management-tokens": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageManagementToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-management-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManagementToken"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-management-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-management-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManagementToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-management-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-management-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManagementTokenPatch"];
                "application/merge-patch+json": components["schemas"]["ManagementTokenPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeChangePatch"];
                "application/merge-patch+json": components["schemas"]["MeChangePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "my-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyBalance"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-my-logs": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageMyLog"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-my-log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyLogDetail"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-my-log-bodies": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyLogBodies"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-my-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyModels"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-my-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedeemResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-my-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageSessionInfo"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-my-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-my-session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "my-statement": {
        parameters: {
            query?: {
                /** @description Beginning; that of the present month (UTC) when left out. */
                from?: string;
                /** @description End, not included; a month after from when left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-my-statement": {
        parameters: {
            query?: {
                /** @description Beginning; that of the present month (UTC) when left out. */
                from?: string;
                /** @description End, not included; a month after from when left out. */
                to?: string;
                /** @description csv, or one JSON object a line. */
                format?: "csv" | "jsonl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-my-tokens": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageMyToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-my-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyToken"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-my-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-my-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-my-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-my-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyTokenPatch"];
                "application/merge-patch+json": components["schemas"]["MyTokenPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-old-key-of-my-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rotate-my-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "start-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TOTPStart"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TOTPKey"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "confirm-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TOTPCode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "disable-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TOTPCode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "renew-recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TOTPCode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "my-usage": {
        parameters: {
            query?: {
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Begin of the range; the default is a day before its end. */
                from?: string;
                /** @description End of the range; the default is now. */
                to?: string;
                /** @description Length of a step; the default fits the range. Minutes are kept for 3 days, hours for 100 days. */
                step?: "1m" | "5m" | "15m" | "1h" | "6h" | "1d";
                /** @description Dimension to tell calls apart by; without one there are only totals. */
                group_by?: "model" | "token" | "outcome";
                /** @description How many groups have a series of their own. */
                top?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageReport"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-overview": {
        parameters: {
            query?: {
                /** @description Length of the range up to now. */
                range?: "1h" | "6h" | "24h" | "7d" | "30d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "snooze-attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Snooze"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-prices": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
                /** @description Only versions of exactly this model or pattern. With any of these filters a page may hold fewer objects than asked for. */
                model?: string;
                /** @description Only prices of this kind. */
                kind?: "sale" | "purchase";
                /** @description Only purchase prices of this channel. */
                channel_id?: string;
                /** @description Only purchase prices of this provider. */
                provider?: string;
                /** @description Only what is in force now and what will be, all on one page. */
                current?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagePrice"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Price"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Price"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bulk-prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceBulk"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceChanges"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-price-catalogue": {
        parameters: {
            query?: {
                /** @description Only entries of this provider. */
                provider?: string;
                /** @description Only entries that would price this model. */
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "import-prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceImport"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceChanges"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-price": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Price"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderList"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-redemptions": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageRedemption"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-redemption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Redemption"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redemption"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-redemption": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redemption"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-redemption-codes": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path: {
                /** @description Identifier of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageRedemptionCode"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "disable-redemption": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Switched"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "enable-redemption": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Switched"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-routes": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageRoute"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Route"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "decide-route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideCall"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouteDecision"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-route": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-route": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Route"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-route": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-route": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoutePatch"];
                "application/merge-patch+json": components["schemas"]["RoutePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "finish-oidc": {
        parameters: {
            query?: {
                /** @description What the provider gives for the tokens. */
                code?: string;
                /** @description What was sent to the provider. */
                state?: string;
                /** @description Why the provider refused. */
                error?: string;
                /** @description The same in words; not used. */
                error_description?: string;
                /** @description The same as a page; not used. */
                error_uri?: string;
                /** @description Who answers (RFC 9207); it must be the issuer, where it is there. */
                iss?: string;
                /** @description State of the session at the provider; not used. */
                session_state?: string;
                /** @description Scopes that were granted; not used. */
                scope?: string;
                /** @description Sent by Google; not used. */
                authuser?: string;
                /** @description Sent by Google; not used. */
                prompt?: string;
                /** @description Sent by Google; not used. */
                hd?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "start-oidc": {
        parameters: {
            query?: {
                /** @description Path of the console to go to afterwards; empty for its first page. */
                return_to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOptions"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Settings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsPatch"];
                "application/merge-patch+json": components["schemas"]["SettingsPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Access"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessPatch"];
                "application/merge-patch+json": components["schemas"]["AccessPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-environment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Environment"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-general": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["General"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-general": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["General"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["General"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-general": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GeneralPatch"];
                "application/merge-patch+json": components["schemas"]["GeneralPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["General"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notice"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-views": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageView"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["View"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-view": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-view": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["View"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-view": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-view": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewPatch"];
                "application/merge-patch+json": components["schemas"]["ViewPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-setup": {
        parameters: {
            query?: {
                /** @description The one-time token of the link. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoverRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-tokens": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Token"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Token"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenPatch"];
                "application/merge-patch+json": components["schemas"]["TokenPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-old-key-of-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rotate-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-usage": {
        parameters: {
            query?: {
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that ended at this provider key. */
                key_id?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls in this channel group. */
                group?: string;
                /** @description Only calls that ended so. */
                outcome?: "completed" | "cut" | "canceled" | "refused" | "failed";
                /** @description Begin of the range; the default is a day before its end. */
                from?: string;
                /** @description End of the range; the default is now. */
                to?: string;
                /** @description Length of a step; the default fits the range. Minutes are kept for 3 days, hours for 100 days. */
                step?: "1m" | "5m" | "15m" | "1h" | "6h" | "1d";
                /** @description Dimension to tell calls apart by; without one there are only totals. */
                group_by?: "model" | "channel" | "key" | "user" | "token" | "group" | "outcome";
                /** @description How many groups have a series of their own. */
                top?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageReport"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-users": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageUser"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["User"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-user": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["User"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-user": {
        parameters: {
            query?: never;
            header?: {
                /** @description updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins. */
                "If-Match"?: string;
            };
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserPatch"];
                "application/merge-patch+json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "credit-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credit"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageSessionInfo"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-user-session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the user. */
                id: string;
                /** @description Identifier of the session. */
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-statement": {
        parameters: {
            query?: {
                /** @description Beginning; that of the present month (UTC) when left out. */
                from?: string;
                /** @description End, not included; a month after from when left out. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Identifier of the user. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-user-statement": {
        parameters: {
            query?: {
                /** @description Beginning; that of the present month (UTC) when left out. */
                from?: string;
                /** @description End, not included; a month after from when left out. */
                to?: string;
                /** @description csv, or one JSON object a line. */
                format?: "csv" | "jsonl";
            };
            header?: never;
            path: {
                /** @description Identifier of the user. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
