-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Scope" AS ENUM ('read', 'build', 'admin');

-- CreateEnum
CREATE TYPE "Trigger" AS ENUM ('api', 'project', 'compare', 'schedule');

-- CreateEnum
CREATE TYPE "Step" AS ENUM ('codegen', 'postgen', 'commit', 'lint', 'build', 'test');

-- CreateEnum
CREATE TYPE "StepStatus" AS ENUM ('not_started', 'queued', 'in_progress', 'completed');

-- CreateEnum
CREATE TYPE "DiagnosticLevel" AS ENUM ('fatal', 'error', 'warning', 'note');

-- CreateTable
CREATE TABLE "Organization" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "displayName" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "scopes" "Scope"[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Project" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "displayName" TEXT,
    "targets" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Branch" (
    "projectId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "configCommit" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Branch_pkey" PRIMARY KEY ("projectId","name")
);

-- CreateTable
CREATE TABLE "Build" (
    "id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "projectId" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "configCommit" TEXT NOT NULL,
    "trigger" "Trigger" NOT NULL DEFAULT 'api',
    "commitMessage" TEXT,
    "targetCommitMessages" JSONB NOT NULL DEFAULT '{}',
    "fileHashes" JSONB NOT NULL DEFAULT '{}',
    "idempotencyKey" TEXT,
    "requestHash" TEXT,
    "descriptionOid" TEXT,
    "info" JSONB,
    "eventCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Build_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BuildTarget" (
    "buildId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "commitSha" TEXT,
    "treeOid" TEXT,
    "additions" INTEGER,
    "deletions" INTEGER,
    "conflictNumber" INTEGER,
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BuildTarget_pkey" PRIMARY KEY ("buildId","target")
);

-- CreateTable
CREATE TABLE "BuildStep" (
    "buildId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "step" "Step" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "status" "StepStatus" NOT NULL DEFAULT 'not_started',
    "conclusion" TEXT,
    "note" TEXT,
    "log" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BuildStep_pkey" PRIMARY KEY ("buildId","target","step")
);

-- CreateTable
CREATE TABLE "BuildEvent" (
    "buildId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "target" TEXT,
    "step" "Step",
    "status" TEXT NOT NULL,
    "conclusion" TEXT,
    "note" TEXT,

    CONSTRAINT "BuildEvent_pkey" PRIMARY KEY ("buildId","seq")
);

-- CreateTable
CREATE TABLE "Diagnostic" (
    "id" TEXT NOT NULL,
    "buildId" TEXT NOT NULL,
    "target" TEXT,
    "ordinal" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "level" "DiagnosticLevel" NOT NULL,
    "ignored" BOOLEAN NOT NULL DEFAULT false,
    "message" TEXT NOT NULL,
    "more" TEXT,
    "configRef" TEXT,
    "oasRef" TEXT,
    "line" INTEGER,

    CONSTRAINT "Diagnostic_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "GeneratedTree" (
    "key" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "treeOid" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GeneratedTree_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "CheckResult" (
    "key" TEXT NOT NULL,
    "conclusion" TEXT NOT NULL,
    "log" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CheckResult_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "Organization_slug_key" ON "Organization"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "Project_organizationId_slug_key" ON "Project"("organizationId", "slug");

-- CreateIndex
CREATE INDEX "Branch_projectId_configCommit_idx" ON "Branch"("projectId", "configCommit");

-- CreateIndex
CREATE UNIQUE INDEX "Build_sequence_key" ON "Build"("sequence");

-- CreateIndex
CREATE INDEX "Build_projectId_sequence_idx" ON "Build"("projectId", "sequence" DESC);

-- CreateIndex
CREATE INDEX "Build_projectId_branch_sequence_idx" ON "Build"("projectId", "branch", "sequence" DESC);

-- CreateIndex
CREATE INDEX "Build_projectId_configCommit_idx" ON "Build"("projectId", "configCommit");

-- CreateIndex
CREATE INDEX "Build_fileHashes_idx" ON "Build" USING GIN ("fileHashes" jsonb_path_ops);

-- CreateIndex
CREATE UNIQUE INDEX "Build_projectId_idempotencyKey_key" ON "Build"("projectId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "Diagnostic_buildId_ordinal_idx" ON "Diagnostic"("buildId", "ordinal");

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Branch" ADD CONSTRAINT "Branch_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Build" ADD CONSTRAINT "Build_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BuildTarget" ADD CONSTRAINT "BuildTarget_buildId_fkey" FOREIGN KEY ("buildId") REFERENCES "Build"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BuildStep" ADD CONSTRAINT "BuildStep_buildId_target_fkey" FOREIGN KEY ("buildId", "target") REFERENCES "BuildTarget"("buildId", "target") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BuildEvent" ADD CONSTRAINT "BuildEvent_buildId_fkey" FOREIGN KEY ("buildId") REFERENCES "Build"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Diagnostic" ADD CONSTRAINT "Diagnostic_buildId_fkey" FOREIGN KEY ("buildId") REFERENCES "Build"("id") ON DELETE CASCADE ON UPDATE CASCADE;
