-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "enableAiCommitMessages" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "monthlyTargetBuilds" INTEGER;

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "userId" TEXT;

-- AlterTable
ALTER TABLE "Branch" ADD COLUMN     "fileUrls" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "describeChanges" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "previousCommit" TEXT,
ADD COLUMN     "schedule" TEXT,
ADD COLUMN     "scheduledAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "GeneratedTree" ADD COLUMN     "usedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "CheckResult" ADD COLUMN     "packages" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "usedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "name" TEXT,
    "email" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DeviceLogin" (
    "deviceCodeHash" TEXT NOT NULL,
    "userCode" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastPolledAt" TIMESTAMPTZ(3),
    "deniedAt" TIMESTAMPTZ(3),
    "approvedBy" TEXT,
    "approvedAt" TIMESTAMPTZ(3),
    "takenAt" TIMESTAMPTZ(3),

    CONSTRAINT "DeviceLogin_pkey" PRIMARY KEY ("deviceCodeHash")
);

-- CreateTable
CREATE TABLE "GitCredential" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GitCredential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Package" (
    "buildId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Package_pkey" PRIMARY KEY ("buildId","target","name")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_organizationId_email_key" ON "User"("organizationId", "email");

-- CreateIndex
CREATE UNIQUE INDEX "DeviceLogin_userCode_key" ON "DeviceLogin"("userCode");

-- CreateIndex
CREATE UNIQUE INDEX "GitCredential_organizationId_url_key" ON "GitCredential"("organizationId", "url");

-- CreateIndex
CREATE INDEX "Package_sha256_idx" ON "Package"("sha256");

-- CreateIndex
CREATE INDEX "ApiKey_organizationId_idx" ON "ApiKey"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "Build_projectId_schedule_scheduledAt_key" ON "Build"("projectId", "schedule", "scheduledAt");

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GitCredential" ADD CONSTRAINT "GitCredential_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Package" ADD CONSTRAINT "Package_buildId_target_fkey" FOREIGN KEY ("buildId", "target") REFERENCES "BuildTarget"("buildId", "target") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "DeviceLogin" ADD COLUMN     "deviceName" TEXT;

-- AlterTable
ALTER TABLE "BuildTarget" ADD COLUMN     "countedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "countedMonth" TIMESTAMPTZ(3),
ADD COLUMN     "countedTargetBuilds" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "GeneratedTree" ADD COLUMN     "findings" JSONB NOT NULL DEFAULT '[]';
