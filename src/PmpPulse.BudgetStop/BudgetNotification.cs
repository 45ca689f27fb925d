using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Text;
using PmpPulse.GoogleCloud.PubSub.Push;

namespace PmpPulse.BudgetStop;

/// <summary>
/// A budget notification, which Cloud Billing sends several times a day regardless of spend
/// (<see href="https://cloud.google.com/billing/docs/how-to/budgets-programmatic-notifications#notification_format"/>).
/// </summary>
/// <param name="CostAmount">
/// Cost of the period so far. Its currency is the billing account's, like the budget's, and does not matter.
/// </param>
/// <param name="BudgetAmount">The budget, above zero.</param>
/// <param name="CostIntervalStart">When the period began.</param>
internal sealed record BudgetNotification(decimal CostAmount, decimal BudgetAmount, DateTimeOffset CostIntervalStart)
{
    private const string SchemaVersion = "1.0";

    public bool HasReachedBudget => CostAmount >= BudgetAmount;

    /// <summary>The period's name among the records.</summary>
    public string Period => Rfc3339.Format(CostIntervalStart);

    /// <summary>Reads a message. Anything but a notification of the known form is rejected: nothing is stopped on a guess.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="reason">Why the message is not a notification.</param>
    public static bool TryRead(PushDelivery delivery, [NotNullWhen(true)] out BudgetNotification? notification, [NotNullWhen(false)] out string? reason)
    {
        notification = null;
        foreach (var name in new[] { "billingAccountId", "budgetId" })
        {
            if (string.IsNullOrWhiteSpace(delivery.Attributes.GetValueOrDefault(name)))
            {
                reason = $"the attribute {name} is missing";
                return false;
            }
        }

        var version = delivery.Attributes.GetValueOrDefault("schemaVersion");
        if (version != SchemaVersion)
        {
            reason = $"its schemaVersion is '{TextExcerpt.Of(version ?? "")}', and only {SchemaVersion} is known";
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(delivery.Data);
            return TryRead(document.RootElement, out notification, out reason);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            reason = $"its data is not JSON: {exception.Message}";
            return false;
        }
    }

    private static bool TryRead(JsonElement root, [NotNullWhen(true)] out BudgetNotification? notification, [NotNullWhen(false)] out string? reason)
    {
        notification = null;
        if (root.ValueKind != JsonValueKind.Object)
        {
            reason = "its data is not a JSON object";
            return false;
        }

        if (!TryAmount(root, "costAmount", out var cost, out reason) || !TryAmount(root, "budgetAmount", out var budget, out reason)) return false;
        if (budget <= 0)
        {
            reason = "its budgetAmount is not above zero";
            return false;
        }

        if (!root.TryGetProperty("costIntervalStart", out var start) || start.ValueKind != JsonValueKind.String || !Rfc3339.TryParse(start.GetString(), out var time))
        {
            reason = "its costIntervalStart is not an RFC 3339 time";
            return false;
        }

        notification = new BudgetNotification(cost, budget, time);
        reason = null;
        return true;
    }

    private static bool TryAmount(JsonElement root, string name, out decimal amount, [NotNullWhen(false)] out string? reason)
    {
        amount = 0;
        reason = root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out amount) ? null : $"its {name} is not a number";
        return reason is null;
    }
}
