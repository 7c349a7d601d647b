// SPDX-License-Identifier: MIT
//
// Specification: OWASP ASVS 5.0, 6.2.2 and 6.2.3.

public import Gatehouse
internal import GatehouseAccounts
internal import GatehouseSecurity

extension AuthAPI {
    /// Declares `POST /users/me/password`, by which users change their own password.
    ///
    /// Every token of the user ends.
    public func declarePassword(on app: Application) {
        app.post(
            "/users/me/password",
            activeAccount,
            Self.passwordChange,
            .client,
            summary: "Change own password",
            status: .noContent
        ) { account, change, client in
            try await self.change(change, of: account, from: client)
            return Response(status: .noContent)
        }
    }

    /// What a user sends.
    struct PasswordChange {
        let current: Secret
        let new: Secret
    }

    private static let passwordChange = Dependency<PasswordChange>(
        .formOrJSON(
            .object(
                "PasswordChange",
                [
                    "current_password": .string.with(["format": "password"]),
                    "new_password": .string.with(["format": "password", "minLength": 8]),
                ]
            )
        )
    ) { body in
        switch (try body.required("current_password"), try body.required("new_password")) {
        case (.text(let current), .text(let new)):
            return PasswordChange(current: current, new: new)
        case (.fault(let first), .fault(let second)): throw ValidationError([first, second])
        case (.fault(let fault), _), (_, .fault(let fault)): throw ValidationError([fault])
        }
    }
    .documented(.forbidden, "Incorrect password")
    .documented(.tooManyRequests, "Too many failed logins. Try again later.")
    .documented(.serviceUnavailable, "Too many logins at once. Try again later.")

    private func change(
        _ change: PasswordChange,
        of user: Account,
        from client: ClientAddress
    ) async throws {
        let names = [user.username, user.email, user.fullName]
        if let fault = PasswordPolicy.fault(of: change.new, names: names) {
            throw ValidationError([.init(newPassword: fault)])
        }
        do {
            try admit(user.username, from: client)
            let account = try await accounts.currentAccount(named: user.username)
            guard let account, account.epoch == user.epoch else { throw LoginRefusal.tokenEnded }
            try await verify(change.current, of: account, named: user.username, from: client)
            let hash = try await workers.run(for: client) { [passwords] in
                Result { () throws(PasswordHashError) in try passwords.hash(change.new) }
            }
            try await store(try hash.get(), inPlaceOf: account)
            onEvent(.passwordChanged(username: user.username, client: client))
        } catch LoginRefusal.wrongPassword {
            throw HTTPError(
                .forbidden,
                "Incorrect password",
                cause: LoginRefusal.wrongPassword
            )
        } catch let refusal as LoginRefusal {
            throw HTTPError.invalidToken(cause: refusal)
        } catch let throttled as LoginThrottled {
            throw HTTPError(
                .tooManyRequests,
                "Too many failed logins. Try again later.",
                fields: throttled.fields,
                cause: throttled
            )
        } catch let cause as WorkersBusy {
            throw HTTPError(
                .serviceUnavailable,
                "Too many logins at once. Try again later.",
                fields: cause.fields,
                cause: cause
            )
        } catch let cause as AccountsUnavailable {
            throw HTTPError.accountsUnavailable(cause: cause)
        } catch let error as AccountStoreError {
            throw HTTPError.accountsUnavailable(cause: error)
        }
    }

    /// Stores a new hash, unless the password has changed since it was verified.
    private func store(_ hash: String, inPlaceOf verified: Account) async throws {
        var account = verified
        // A hash that was only renewed meanwhile, for the same password, does not end tokens.
        for _ in 0..<3 where account.epoch == verified.epoch {
            do {
                _ = try await accounts.change(
                    account.username,
                    .password(hash: hash, at: .now(), expected: account.passwordHash),
                    by: .account
                )
                return
            } catch AccountStoreError.conflict {
                guard let current = try await accounts.currentAccount(named: account.username)
                else { break }
                account = current
            } catch AccountStoreError.noSuchAccount {
                break
            }
        }
        throw LoginRefusal.tokenEnded
    }
}

extension ValidationError.Fault {
    /// A new password that the policy refuses; it is not echoed.
    fileprivate init(newPassword fault: PasswordPolicy.Fault) {
        let location = ["body", "new_password"]
        switch fault {
        case .tooShort:
            let minimum = PasswordPolicy.minCharacterCount
            self.init(
                type: "string_too_short",
                location: location,
                message: "String should have at least \(minimum) characters",
                context: ["min_length": .number(JSONNumber(minimum))]
            )
        case .tooLong:
            self.init(
                type: "string_too_long",
                location: location,
                message: "String should have at most \(PasswordPolicy.maxByteCount) bytes",
                context: ["max_length": .number(JSONNumber(PasswordPolicy.maxByteCount))]
            )
        case .notText, .common, .ownName, .programName:
            self.init(
                type: "value_error",
                location: location,
                message: "Value error, the password \(fault)"
            )
        }
    }
}
